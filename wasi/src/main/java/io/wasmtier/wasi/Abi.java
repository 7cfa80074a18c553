package io.wasmtier.wasi;

/// Numbers and layouts of the WASI preview 1 ABI (witx `wasi_snapshot_preview1`): flags, and for
/// each structure in guest memory its size and the offsets of its fields in bytes.
final class Abi {
  // oflags
  static final int O_CREAT = 1;
  static final int O_DIRECTORY = 2;
  static final int O_EXCL = 4;
  static final int O_TRUNC = 8;
  static final int O_ALL = 15;

  // fdflags
  static final int FD_APPEND = 1;
  static final int FD_DSYNC = 2;
  static final int FD_NONBLOCK = 4;
  static final int FD_RSYNC = 8;
  static final int FD_SYNC = 16;
  static final int FD_ALL = 31;

  // lookupflags
  static final int LOOKUP_SYMLINK_FOLLOW = 1;

  // fstflags
  static final int FST_ATIM = 1;
  static final int FST_ATIM_NOW = 2;
  static final int FST_MTIM = 4;
  static final int FST_MTIM_NOW = 8;
  static final int FST_ALL = 15;

  // whence
  static final int WHENCE_SET = 0;
  static final int WHENCE_CUR = 1;
  static final int WHENCE_END = 2;

  // clockid
  static final int CLOCK_REALTIME = 0;
  static final int CLOCK_MONOTONIC = 1;
  static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  static final int CLOCK_THREAD_CPUTIME_ID = 3;

  // advice: 0 to 5
  static final int ADVICE_LAST = 5;

  // signal: those that do not end a process
  static final int SIGNAL_NONE = 0;
  static final int SIGNAL_CHLD = 16;
  static final int SIGNAL_CONT = 17;
  static final int SIGNAL_STOP = 18;
  static final int SIGNAL_TSTP = 19;
  static final int SIGNAL_TTIN = 20;
  static final int SIGNAL_TTOU = 21;
  static final int SIGNAL_URG = 22;
  static final int SIGNAL_WINCH = 27;
  static final int SIGNAL_LAST = 30;

  // iovec, ciovec
  static final int IOVEC_SIZE = 8;
  static final int IOVEC_BUF = 0;
  static final int IOVEC_LEN = 4;

  // prestat
  static final int PRESTAT_SIZE = 8;
  static final int PRESTAT_TAG = 0;
  static final int PRESTAT_NAME_LEN = 4;
  static final int PREOPENTYPE_DIR = 0;

  // fdstat
  static final int FDSTAT_SIZE = 24;
  static final int FDSTAT_FILETYPE = 0;
  static final int FDSTAT_FLAGS = 2;
  static final int FDSTAT_RIGHTS_BASE = 8;
  static final int FDSTAT_RIGHTS_INHERITING = 16;

  // filestat
  static final int FILESTAT_SIZE = 64;
  static final int FILESTAT_DEV = 0;
  static final int FILESTAT_INO = 8;
  static final int FILESTAT_FILETYPE = 16;
  static final int FILESTAT_NLINK = 24;
  static final int FILESTAT_LENGTH = 32;
  static final int FILESTAT_ATIM = 40;
  static final int FILESTAT_MTIM = 48;
  static final int FILESTAT_CTIM = 56;

  // dirent, followed by the name
  static final int DIRENT_SIZE = 24;
  static final int DIRENT_NEXT = 0;
  static final int DIRENT_INO = 8;
  static final int DIRENT_NAMLEN = 16;
  static final int DIRENT_TYPE = 20;

  // subscription
  static final int SUBSCRIPTION_SIZE = 48;
  static final int SUBSCRIPTION_USERDATA = 0;
  static final int SUBSCRIPTION_TAG = 8;
  static final int SUBSCRIPTION_FD = 16;
  static final int SUBSCRIPTION_CLOCK = 16;
  static final int SUBSCRIPTION_TIMEOUT = 24;
  static final int SUBSCRIPTION_CLOCK_FLAGS = 40;
  static final int SUBCLOCK_ABSTIME = 1;

  // eventtype
  static final int EVENT_CLOCK = 0;
  static final int EVENT_FD_READ = 1;
  static final int EVENT_FD_WRITE = 2;

  // event
  static final int EVENT_SIZE = 32;
  static final int EVENT_USERDATA = 0;
  static final int EVENT_ERROR = 8;
  static final int EVENT_TYPE = 10;
  static final int EVENT_NBYTES = 16;
  static final int EVENT_FLAGS = 24;
  static final int EVENTRWFLAG_HANGUP = 1;

  // riflags, roflags, sdflags
  static final int RECV_PEEK = 1;
  static final int RECV_WAITALL = 2;
  static final int RECV_DATA_TRUNCATED = 1;
  static final int SHUT_RD = 1;
  static final int SHUT_WR = 2;

  /// The largest number of bytes one call reads or writes, as Linux has it; the result must fit an
  /// i32.
  static final int MAX_TRANSFER = 0x7FFF_F000;

  /// The largest number of vectors one call works on, as on Linux. More: the call does less than
  /// asked, which it may.
  static final int MAX_VECTORS = 1024;

  /// The longest path in bytes, as on Linux.
  static final int MAX_PATH = 4096;

  /// The longest file name in bytes, as on Linux and most other systems.
  static final int MAX_NAME = 255;

  private Abi() {}
}
