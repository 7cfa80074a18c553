package io.wasmtier.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.wasmtier.wasi.PathWalk.Kind;
import io.wasmtier.wasi.PathWalk.Last;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Attacks on the resolution of paths, on each kind of directory there is.
class PathWalkTest {
  enum Host {
    /// By descriptors of directories.
    SECURE,
    /// By paths that are checked.
    PORTABLE,
    /// By descriptors, on a file system in memory.
    MEMORY
  }

  @TempDir Path temporary;

  private FileSystem memory;
  private Path base;
  private Directory root;

  private void open(Host host) throws IOException {
    if (host == Host.MEMORY) {
      memory =
          Jimfs.newFileSystem(
              Configuration.unix().toBuilder()
                  .setSupportedFeatures(
                      com.google.common.jimfs.Feature.LINKS,
                      com.google.common.jimfs.Feature.SYMBOLIC_LINKS,
                      com.google.common.jimfs.Feature.FILE_CHANNEL,
                      com.google.common.jimfs.Feature.SECURE_DIRECTORY_STREAM)
                  .build());
      base = memory.getPath("/work");
    } else {
      base = temporary.toRealPath().resolve("work");
    }
    Path inside = base.resolve("root");
    Files.createDirectories(inside.resolve("dir/nested"));
    Files.writeString(inside.resolve("file"), "inside");
    Files.writeString(inside.resolve("dir/nested/deep"), "deep");
    Files.writeString(base.resolve("secret"), "outside");
    root = host == Host.PORTABLE ? new PathDirectory(inside, inside) : HostDirectory.open(inside);
    if (host == Host.SECURE) {
      assumeTrue(root instanceof HostDirectory, "no SecureDirectoryStream here");
    }
  }

  @AfterEach
  void close() throws IOException {
    if (root != null) {
      root.close();
    }
    if (memory != null) {
      memory.close();
    }
  }

  private void link(String name, String target) throws IOException {
    Path inside = base.resolve("root");
    Files.createSymbolicLink(inside.resolve(name), inside.getFileSystem().getPath(target));
  }

  private <T> T walk(String path, Last last, Function<PathWalk, T> look)
      throws IOException, WasiError {
    try (PathWalk walk = PathWalk.resolve(root, path, last)) {
      return look.apply(walk);
    }
  }

  private Errno failure(String path, Last last) throws IOException {
    try {
      return walk(path, last, walk -> fail(path + " led to " + walk.name() + " " + walk.stat()));
    } catch (WasiError e) {
      return e.errno();
    }
  }

  /// What is found at a path, as its size: all files here have different ones.
  private String contents(String path, Last last) throws IOException, WasiError {
    return walk(
        path,
        last,
        walk -> {
          FileStat stat = walk.stat();
          if (walk.name() == null) {
            return "directory";
          }
          if (stat == null) {
            return "nothing";
          }
          return switch (stat.type()) {
            case REGULAR_FILE -> stat.size() == 6 ? "file" : stat.size() == 4 ? "deep" : "secret";
            case DIRECTORY -> "directory";
            case SYMBOLIC_LINK -> "link";
            default -> stat.type().name();
          };
        });
  }

  @ParameterizedTest
  @EnumSource
  void walksInside(Host host) throws Exception {
    open(host);
    for (String path :
        List.of(
            "file",
            "./file",
            ".//.///file",
            "dir/../file",
            "dir/nested/../../file",
            "dir/.//nested/../../dir/nested/../../file",
            "dir/./../././file")) {
      assertThat(contents(path, Last.FOLLOW)).as(path).isEqualTo("file");
    }
    assertThat(contents("dir/nested/deep", Last.FOLLOW)).isEqualTo("deep");
    assertThat(contents("missing", Last.FOLLOW)).isEqualTo("nothing");
    assertThat(contents("dir/", Last.FOLLOW)).isEqualTo("directory");
    assertThat(contents("dir///", Last.EDIT)).isEqualTo("directory");
    assertThat(contents(".", Last.FOLLOW)).isEqualTo("directory");
    assertThat(contents("dir/..", Last.FOLLOW)).isEqualTo("directory");
    assertThat(contents("dir/.", Last.EDIT)).isEqualTo("directory");
  }

  @ParameterizedTest
  @EnumSource
  void dotsNeverLeadOut(Host host) throws Exception {
    open(host);
    for (String path :
        List.of(
            "..",
            "../",
            "../root/file",
            "../secret",
            "dir/../../secret",
            "./../secret",
            "dir/nested/../../../root/dir",
            "..//..",
            "../..",
            "dir/../..")) {
      for (Last last : Last.values()) {
        assertThat(failure(path, last)).as(path).isEqualTo(Errno.NOTCAPABLE);
      }
    }
    // Three dots are a name.
    assertThat(contents("...", Last.FOLLOW)).isEqualTo("nothing");
  }

  @ParameterizedTest
  @EnumSource
  void absolutePathsAreNotGranted(Host host) throws Exception {
    open(host);
    for (String path : List.of("/", "//", "/file", "/etc/passwd", "//file", base.toString())) {
      for (Last last : Last.values()) {
        assertThat(failure(path, last)).as(path).isEqualTo(Errno.NOTCAPABLE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void linksThatLeadOutAreNotFollowed(Host host) throws Exception {
    open(host);
    link("absolute", base.resolve("secret").toString());
    link("absoluteInside", base.resolve("root/file").toString());
    link("absoluteDirectory", base.toString());
    link("up", "../secret");
    link("upDirectory", "..");
    link("upAndBack", "../root/file");
    link("dir/farUp", "../../secret");
    link("indirect", "up");
    link("indirectDirectory", "upDirectory/secret");
    link("proc", "/proc/self/root");
    for (String path :
        List.of(
            "absolute",
            "absoluteInside",
            "absoluteDirectory/secret",
            "up",
            "upDirectory/secret",
            "upAndBack",
            "dir/farUp",
            "indirect",
            "indirectDirectory",
            "upDirectory/root/file",
            "proc/etc/passwd",
            "dir/nested/../farUp")) {
      assertThat(failure(path, Last.FOLLOW)).as(path).isEqualTo(Errno.NOTCAPABLE);
    }
    // With a slash behind, a link is followed even by who does not follow links.
    assertThat(failure("upDirectory/", Last.NOFOLLOW)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(contents("up", Last.NOFOLLOW)).isEqualTo("link");
    assertThat(contents("upDirectory/", Last.EDIT)).isEqualTo("link");
  }

  @ParameterizedTest
  @EnumSource
  void linksInsideAreFollowed(Host host) throws Exception {
    open(host);
    link("toFile", "file");
    link("toDirectory", "dir/nested");
    link("dir/back", "../file");
    link("dir/nested/top", "../..");
    link("slash", "dir/");
    link("fileSlash", "file/");
    assertThat(contents("toFile", Last.FOLLOW)).isEqualTo("file");
    assertThat(contents("toDirectory/deep", Last.NOFOLLOW)).isEqualTo("deep");
    assertThat(contents("dir/back", Last.FOLLOW)).isEqualTo("file");
    assertThat(contents("dir/nested/top/file", Last.FOLLOW)).isEqualTo("file");
    // `..` behind a link goes up from where the link leads, not from where it lies.
    assertThat(contents("toDirectory/../nested/deep", Last.FOLLOW)).isEqualTo("deep");
    assertThat(contents("toDirectory/../../file", Last.FOLLOW)).isEqualTo("file");
    assertThat(failure("toDirectory/../../../secret", Last.FOLLOW)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(contents("slash/nested/deep", Last.FOLLOW)).isEqualTo("deep");
    // The slash in a link counts for the path, whose user then finds that it is no directory.
    if (host != Host.MEMORY) { // Jimfs drops the slash.
      boolean slash = walk("fileSlash", Last.FOLLOW, PathWalk::slash);
      // Java's paths drop it too, so that such a link means the file.
      assertThat(slash).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void chainsOfLinksHaveAnEnd(Host host) throws Exception {
    open(host);
    link("self", "self");
    link("a", "b");
    link("b", "a");
    link("spiral", "spiral/x");
    for (String path : List.of("self", "a", "b", "spiral", "self/x", "spiral/y")) {
      assertThat(failure(path, Last.FOLLOW)).as(path).isEqualTo(Errno.LOOP);
    }
    link("c0", "file");
    for (int i = 1; i <= PathWalk.MAX_LINKS; i++) {
      link("c" + i, "c" + (i - 1));
    }
    assertThat(contents("c" + (PathWalk.MAX_LINKS - 1), Last.FOLLOW)).isEqualTo("file");
    assertThat(failure("c" + PathWalk.MAX_LINKS, Last.FOLLOW)).isEqualTo(Errno.LOOP);
    // Not the chain counts but the walk.
    link("here", ".");
    assertThat(contents("here/".repeat(PathWalk.MAX_LINKS) + "file", Last.FOLLOW))
        .isEqualTo("file");
    assertThat(failure("here/".repeat(PathWalk.MAX_LINKS + 1) + "file", Last.FOLLOW))
        .isEqualTo(Errno.LOOP);
  }

  @ParameterizedTest
  @EnumSource
  void onlyDirectoriesArePassed(Host host) throws Exception {
    open(host);
    link("dangling", "nowhere");
    assertThat(failure("file/x", Last.FOLLOW)).isEqualTo(Errno.NOTDIR);
    assertThat(failure("file/..", Last.FOLLOW)).isEqualTo(Errno.NOTDIR);
    assertThat(failure("file/.", Last.FOLLOW)).isEqualTo(Errno.NOTDIR);
    assertThat(failure("missing/x", Last.FOLLOW)).isEqualTo(Errno.NOENT);
    assertThat(failure("missing/..", Last.FOLLOW)).isEqualTo(Errno.NOENT);
    assertThat(failure("dangling/x", Last.FOLLOW)).isEqualTo(Errno.NOENT);
    assertThat(contents("dangling", Last.FOLLOW)).isEqualTo("nothing");
    assertThat(walk("dangling", Last.FOLLOW, PathWalk::name)).isEqualTo("nowhere");
    assertThat(failure("", Last.FOLLOW)).isEqualTo(Errno.NOENT);
  }

  @ParameterizedTest
  @EnumSource
  void longNames(Host host) throws Exception {
    open(host);
    assertThat(failure("x".repeat(256), Last.FOLLOW)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(failure("x".repeat(256) + "/y", Last.FOLLOW)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(failure("é".repeat(128), Last.FOLLOW)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(contents("x".repeat(255), Last.FOLLOW)).isEqualTo("nothing");
    assertThat(contents("./".repeat(2000) + "file", Last.FOLLOW)).isEqualTo("file");
    assertThat(contents("dir/../".repeat(500) + "file", Last.FOLLOW)).isEqualTo("file");
  }

  @ParameterizedTest
  @EnumSource
  void whatTheLastComponentWas(Host host) throws Exception {
    open(host);
    assertThat(walk("dir/.", Last.EDIT, PathWalk::kind)).isEqualTo(Kind.DOT);
    assertThat(walk("dir/..", Last.EDIT, PathWalk::kind)).isEqualTo(Kind.DOTDOT);
    assertThat(walk("dir/../dir", Last.EDIT, PathWalk::kind)).isEqualTo(Kind.NAME);
    assertThat((boolean) walk("dir/", Last.EDIT, PathWalk::slash)).isTrue();
    assertThat((boolean) walk("dir", Last.EDIT, PathWalk::slash)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void namesOutsideAscii(Host host) throws Exception {
    open(host);
    for (String name : List.of("é", "日本語", "😀", "a b", "%41", "x\\y", "\u0001", "-rf", "~")) {
      root.createDirectory(name);
      assertThat(contents(name, Last.FOLLOW)).as(name).isEqualTo("directory");
      root.createSymbolicLink(name + "L", name);
      assertThat(root.readLink(name + "L")).as(name).isEqualTo(name);
    }
    boolean found = false;
    try (Directory.Names names = root.names()) {
      for (String name = names.next(); name != null; name = names.next()) {
        found |= name.equals("日本語");
      }
    }
    assertThat(found).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryMovedAwayStaysTheSame(Host host) throws Exception {
    open(host);
    if (host == Host.PORTABLE) {
      return;
    }
    try (Directory dir = root.openDirectory("dir")) {
      root.rename("dir", root, "moved");
      base.getFileSystem();
      link("dir", "..");
      if (host == Host.SECURE) {
        dir.createDirectory("made");
        assertThat(Files.isDirectory(base.resolve("root/moved/made"))).isTrue();
        assertThat(Files.exists(base.resolve("made"))).isFalse();
      } else {
        // Without paths for descriptors, what needs a path fails rather than going where the path
        // now leads.
        assertThatThrownBy(() -> dir.createDirectory("made")).isInstanceOf(IOException.class);
        assertThat(Files.exists(base.resolve("made"))).isFalse();
      }
      assertThat(dir.stat("nested")).isNotNull();
    }
  }
}
