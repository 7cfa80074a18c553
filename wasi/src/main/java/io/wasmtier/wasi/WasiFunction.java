package io.wasmtier.wasi;

import io.wasmtier.runtime.HostCall;
import io.wasmtier.runtime.HostFunction;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import java.io.IOException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;

/// One WASI function of one guest: unpacks the arguments, packs the error number. A class for all,
/// because a lambda for each would cost milliseconds at start-up.
final class WasiFunction implements HostFunction {
  private final Wasi wasi;
  private final Preview1 function;

  WasiFunction(Wasi wasi, Preview1 function) {
    this.wasi = wasi;
    this.function = function;
  }

  @Override
  public void call(HostCall call) {
    wasi.checkOpen();
    if (function == Preview1.PROC_EXIT) {
      throw new WasiExit(call.i32(0));
    }
    call.returnI32(errno(call).ordinal());
  }

  private Errno errno(HostCall call) {
    try {
      run(call);
      return Errno.SUCCESS;
    } catch (WasiError e) {
      return e.errno();
    } catch (IOException e) {
      wasi.waiter().check();
      return HostErrors.errno(e);
    } catch (NonReadableChannelException | NonWritableChannelException e) {
      return Errno.BADF;
    } catch (Trap e) {
      // Functions check ranges first; this is for a shared memory or a vector that changes under
      // their hands.
      if (e.kind() == TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS) {
        return Errno.FAULT;
      }
      throw e;
    }
  }

  /// Asked for only where it is needed: a guest may have none.
  private GuestMemory memory(HostCall call) {
    return wasi.memory(call.memory());
  }

  @SuppressWarnings("ThreadPriorityCheck") // The guest asked for just that.
  private static void yieldThread() {
    Thread.yield();
  }

  private void run(HostCall c) throws IOException, WasiError {
    switch (function) {
      case ARGS_GET -> wasi.environment().argsGet(memory(c), c.i32(0), c.i32(1));
      case ARGS_SIZES_GET -> wasi.environment().argsSizesGet(memory(c), c.i32(0), c.i32(1));
      case ENVIRON_GET -> wasi.environment().environGet(memory(c), c.i32(0), c.i32(1));
      case ENVIRON_SIZES_GET -> wasi.environment().environSizesGet(memory(c), c.i32(0), c.i32(1));
      case CLOCK_RES_GET -> wasi.environment().clockResGet(memory(c), c.i32(0), c.i32(1));
      case CLOCK_TIME_GET -> wasi.environment().clockTimeGet(memory(c), c.i32(0), c.i32(2));
      case RANDOM_GET -> wasi.environment().randomGet(memory(c), c.i32(0), c.i32(1));
      case FD_ADVISE -> wasi.files().advise(c.i32(0), c.i64(1), c.i64(2), c.i32(3));
      case FD_ALLOCATE -> wasi.files().allocate(c.i32(0), c.i64(1), c.i64(2));
      case FD_CLOSE -> wasi.files().close(c.i32(0));
      case FD_DATASYNC -> wasi.files().sync(c.i32(0), false);
      case FD_FDSTAT_GET -> wasi.files().fdstatGet(memory(c), c.i32(0), c.i32(1));
      case FD_FDSTAT_SET_FLAGS -> wasi.files().fdstatSetFlags(c.i32(0), c.i32(1));
      case FD_FDSTAT_SET_RIGHTS -> wasi.files().fdstatSetRights(c.i32(0), c.i64(1), c.i64(2));
      case FD_FILESTAT_GET -> wasi.files().filestatGet(memory(c), c.i32(0), c.i32(1));
      case FD_FILESTAT_SET_SIZE -> wasi.files().filestatSetSize(c.i32(0), c.i64(1));
      case FD_FILESTAT_SET_TIMES ->
          wasi.files().filestatSetTimes(c.i32(0), c.i64(1), c.i64(2), c.i32(3));
      case FD_PREAD ->
          wasi.files().pread(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i64(3), c.i32(4));
      case FD_PRESTAT_GET -> wasi.files().prestatGet(memory(c), c.i32(0), c.i32(1));
      case FD_PRESTAT_DIR_NAME ->
          wasi.files().prestatDirName(memory(c), c.i32(0), c.i32(1), c.i32(2));
      case FD_PWRITE ->
          wasi.files().pwrite(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i64(3), c.i32(4));
      case FD_READ -> wasi.files().read(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3));
      case FD_READDIR ->
          wasi.files().readdir(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i64(3), c.i32(4));
      case FD_RENUMBER -> wasi.files().renumber(c.i32(0), c.i32(1));
      case FD_SEEK -> wasi.files().seek(memory(c), c.i32(0), c.i64(1), c.i32(2), c.i32(3));
      case FD_SYNC -> wasi.files().sync(c.i32(0), true);
      case FD_TELL -> wasi.files().tell(memory(c), c.i32(0), c.i32(1));
      case FD_WRITE -> wasi.files().write(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3));
      case PATH_CREATE_DIRECTORY ->
          wasi.paths().createDirectory(memory(c), c.i32(0), c.i32(1), c.i32(2));
      case PATH_FILESTAT_GET ->
          wasi.paths().filestatGet(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4));
      case PATH_FILESTAT_SET_TIMES ->
          wasi.paths()
              .filestatSetTimes(
                  memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i64(4), c.i64(5), c.i32(6));
      case PATH_LINK ->
          wasi.paths()
              .link(
                  memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4), c.i32(5), c.i32(6));
      case PATH_OPEN ->
          wasi.paths()
              .open(
                  memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4), c.i64(5), c.i64(6),
                  c.i32(7), c.i32(8));
      case PATH_READLINK ->
          wasi.paths()
              .readlink(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4), c.i32(5));
      case PATH_REMOVE_DIRECTORY ->
          wasi.paths().removeDirectory(memory(c), c.i32(0), c.i32(1), c.i32(2));
      case PATH_RENAME ->
          wasi.paths()
              .rename(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4), c.i32(5));
      case PATH_SYMLINK ->
          wasi.paths().symlink(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4));
      case PATH_UNLINK_FILE -> wasi.paths().unlinkFile(memory(c), c.i32(0), c.i32(1), c.i32(2));
      case POLL_ONEOFF -> wasi.poll().oneoff(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3));
      case PROC_RAISE -> wasi.raise(c.i32(0));
      case SCHED_YIELD -> yieldThread();
      case SOCK_ACCEPT -> wasi.sockets().accept(memory(c), c.i32(0), c.i32(1), c.i32(2));
      case SOCK_RECV ->
          wasi.sockets()
              .receive(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4), c.i32(5));
      case SOCK_SEND ->
          wasi.sockets().send(memory(c), c.i32(0), c.i32(1), c.i32(2), c.i32(3), c.i32(4));
      case SOCK_SHUTDOWN -> wasi.sockets().shutdown(c.i32(0), c.i32(1));
      case PROC_EXIT -> throw new WasiExit(c.i32(0));
    }
  }
}
