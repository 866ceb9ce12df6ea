// Paths to save to: links that are followed, and what must not be replaced.
#include "io/posix/save_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "expect_error.h"
#include "saving.h"
#include "temp_file.h"

namespace neuro {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class SavePath : public testing::Test {
 protected:
  SavePath() { umask(022); }

  // The save fails, says so, and has changed nothing.
  void expect_refused(const std::string& path, const char* reason) const {
    const auto before = entries(dir.path());
    expect_error(Status::kIo, {path, reason}, [&] { save(path, "new"); });
    EXPECT_EQ(entries(dir.path()), before);
  }

  // The same for a caller without rights.
  void expect_refused_to_nobody(const std::string& path, const char* reason) const {
    EXPECT_EQ(run_in_child([&] {
                become_nobody();
                expect_refused(path, reason);
                return testing::Test::HasFailure() ? 1 : 0;
              }),
              0);
  }

  TempDir dir;
};

TEST_F(SavePath, MayBeRelative) {
  EXPECT_EQ(run_in_child([&] {
              must(chdir(dir.path().c_str()) == 0 && mkdir("sub", 0777) == 0);
              for (const char* path : {"a", "./b", "sub/../c", "sub//d"}) save(path, path);
              return 0;
            }),
            0);
  EXPECT_THAT(entries(dir.path()), ElementsAre("a", "b", "c", "sub"));
  EXPECT_EQ(content_of(dir.path("sub/d")), "sub//d");
}

TEST_F(SavePath, FollowsLinks) {
  fs::create_directory(dir.path("links"));
  fs::create_directory(dir.path("models"));
  for (const char* old : {"dangling", "old"}) {
    if (std::string(old) == "old") dir.write("models/model", old);
    const struct {
      const char* name;
      std::string to;
    } links[] = {{"relative", "../models/model"},
                 {"absolute", dir.path("models/model")},
                 {"first", "second"},
                 {"second", "./../links//relative"}};
    for (const auto& link : links) {
      fs::create_symlink(link.to, dir.path("links/" + std::string(link.name)));
    }
    for (const auto& link : links) {
      const std::string path = dir.path("links/" + std::string(link.name));
      if (std::string(old) == "dangling") fs::remove(dir.path("models/model"));
      save(path, link.name);
      EXPECT_EQ(content_of(dir.path("models/model")), link.name);
      EXPECT_EQ(fs::read_symlink(path), link.to);
    }
    EXPECT_THAT(entries(dir.path("models")), ElementsAre("model"));
    EXPECT_THAT(entries(dir.path("links")), ElementsAre("absolute", "first", "relative", "second"));
    for (const auto& link : links) fs::remove(dir.path("links/" + std::string(link.name)));
  }
}

TEST_F(SavePath, LinksThatLeadNowhere) {
  fs::create_symlink("loop", dir.path("loop"));
  expect_refused(dir.path("loop"), "Too many levels of symbolic links");
  fs::create_symlink("pong", dir.path("ping"));
  fs::create_symlink("ping", dir.path("pong"));
  expect_refused(dir.path("ping"), "Too many levels of symbolic links");
  fs::create_symlink("missing/model", dir.path("astray"));
  expect_refused(dir.path("astray"), "No such file or directory");
  fs::create_symlink("missing/", dir.path("folder"));
  expect_refused(dir.path("folder"), "No such file or directory");

  // What the kernel shows as a link, "PATH (deleted)", and follows all the same.
  const FileDescriptor gone = open_at(AT_FDCWD, dir.write("gone", "old").c_str(), O_RDONLY);
  fs::remove(dir.path("gone"));
  expect_refused("/proc/self/fd/" + std::to_string(gone.get()), "No such file or directory");
}

TEST_F(SavePath, WantsARegularFile) {
  const char* const reason = "is not a regular file";
  fs::create_directory(dir.path("directory"));
  fs::create_symlink("directory", dir.path("to_directory"));
  ASSERT_EQ(mkfifo(dir.path("fifo").c_str(), 0666), 0);
  fs::create_symlink("fifo", dir.path("to_fifo"));
  for (const char* name : {"directory", "directory/", "to_directory", "fifo", "to_fifo", "."}) {
    expect_refused(dir.path(name), reason);
  }
  EXPECT_TRUE(fs::is_fifo(dir.path("fifo")));

  fs::create_symlink("/dev/null", dir.path("to_null"));
  expect_refused("/dev/null", reason);
  expect_refused(dir.path("to_null"), reason);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(SavePath, MustMakeSense) {
  dir.write("file", "old");
  expect_refused("", "No such file or directory");
  expect_refused(dir.path("missing/model"), "No such file or directory");
  expect_refused(dir.path("missing/"), "No such file or directory");
  expect_refused(dir.path("file/model"), "Not a directory");
  expect_refused(dir.path("file/"), "Not a directory");
  EXPECT_EQ(content_of(dir.path("file")), "old");
  expect_error(Status::kIo, {"...", "xxx: File name too long"},
               [&] { save(dir.path(std::string(5000, 'x')), "new"); });
}

TEST_F(SavePath, MayBeAsLongAsTheSystemAllows) {
  for (const size_t length : {100u, 101u, 230u, 255u}) {
    const std::string name(length, 'm');
    for (const char* content : {"new", "newer"}) {
      save(dir.path(name), content);
      EXPECT_EQ(content_of(dir.path(name)), content);
      EXPECT_THAT(entries(dir.path()), ElementsAre(name));
    }
    fs::remove(dir.path(name));
  }
  expect_error(Status::kIo, {"File name too long"},
               [&] { save(dir.path(std::string(256, 'm')), "new"); });
}

// From here on: as nobody in particular.

TEST_F(SavePath, AFileMustBeWritable) {
  dir.write("model", "old");
  fs::permissions(dir.path(), fs::perms::all);  // so that the file could be replaced
  fs::permissions(dir.path("model"), fs::perms{0444});
  fs::create_symlink("model", dir.path("link"));
  expect_refused_to_nobody(dir.path("model"), "Permission denied");
  expect_refused_to_nobody(dir.path("link"), "Permission denied");
  EXPECT_EQ(content_of(dir.path("model")), "old");
}

TEST_F(SavePath, ADirectoryMustBeWritableAndReadable) {
  dir.write("model", "old");
  fs::permissions(dir.path("model"), fs::perms{0666});
  for (const unsigned mode : {0555u, 0333u, 0666u}) {
    fs::permissions(dir.path(), fs::perms{mode});
    EXPECT_EQ(run_in_child([&] {
                become_nobody();
                for (const char* name : {"model", "new"}) {
                  expect_error(Status::kIo, {dir.path(name), "Permission denied"},
                               [&] { save(dir.path(name), "new"); });
                }
                return testing::Test::HasFailure() ? 1 : 0;
              }),
              0);
    fs::permissions(dir.path(), fs::perms::owner_all);
    EXPECT_EQ(content_of(dir.path("model")), "old");
    EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
  }
}

// Links may come from, and lead through, directories that can only be searched.
TEST_F(SavePath, DirectoriesOnTheWayNeedNotBeReadable) {
  fs::create_directory(dir.path("links"));
  fs::create_directory(dir.path("models"));
  fs::create_symlink("../models/model", dir.path("links/model"));
  fs::permissions(dir.path("models"), fs::perms::all);
  fs::permissions(dir.path("links"), fs::perms{0111});
  fs::permissions(dir.path(), fs::perms{0711});
  EXPECT_EQ(run_in_child([&] {
              become_nobody();
              save(dir.path("links/model"), "new");
              return 0;
            }),
            0);
  fs::permissions(dir.path("links"), fs::perms::owner_all);
  EXPECT_EQ(content_of(dir.path("models/model")), "new");
}

// The owner of a file that nobody may read can still save over it.
TEST_F(SavePath, AFileNeedNotBeReadable) {
  fs::permissions(dir.path(), fs::perms::all);
  EXPECT_EQ(run_in_child([&] {
              become_nobody();
              dir.write("model", "old");
              fs::permissions(dir.path("model"), fs::perms{0200});
              save(dir.path("model"), "new");
              must(mode_of(dir.path("model")) == 0200);
              fs::permissions(dir.path("model"), fs::perms{0600});
              must(content_of(dir.path("model")) == "new");
              return 0;
            }),
            0);
}

}  // namespace
}  // namespace neuro
