// Saving over files: what is in them afterwards, what becomes of their rights, and that nothing
// else is left behind, whoever else is saving. Paths are in test_save_target.cc.
#include "io/atomic_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <utility>

#include "base/random.h"
#include "expect_error.h"
#include "io/posix/file_descriptor.h"
#include "saving.h"
#include "temp_file.h"

namespace neuro {
namespace {

std::function<void()> before_next_lock;

}  // namespace
}  // namespace neuro

// Comes before the C library's: what others do between two calls can be done at the right moment.
extern "C" int flock(int file, int operation) noexcept {
  const auto meanwhile = std::exchange(neuro::before_next_lock, nullptr);
  if (meanwhile) meanwhile();
  return static_cast<int>(syscall(SYS_flock, file, operation));
}

namespace neuro {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string random_bytes(size_t n, uint64_t seed) {
  std::string bytes(n, '\0');
  for (size_t i = 0; i < n; ++i) {
    bytes[i] = static_cast<char>(random_bits(seed, Purpose::kShuffle, 0, i));
  }
  return bytes;
}

class AtomicFileTest : public testing::Test {
 protected:
  AtomicFileTest() { umask(022); }

  TempDir dir;
  const std::string model = dir.path("model");
};

TEST_F(AtomicFileTest, CreatesAFile) {
  save(model, "new");
  EXPECT_EQ(content_of(model), "new");
  EXPECT_EQ(mode_of(model), 0644u);
  EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
}

TEST_F(AtomicFileTest, RespectsTheUmask) {
  for (const mode_t mask : {0u, 027u, 077u}) {
    umask(mask);
    std::filesystem::remove(model);
    save(model, "new");
    EXPECT_EQ(mode_of(model), 0666u & ~mask);
    EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
  }
}

TEST_F(AtomicFileTest, ReplacesAFile) {
  for (const char* content : {"longer than the other", "short", "", "again"}) {
    save(model, content);
    EXPECT_EQ(content_of(model), content);
    EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
  }
}

TEST_F(AtomicFileTest, TakesPiecesOfAnySize) {
  const std::string bytes = random_bytes(1000 * 1000, 1);
  for (const size_t most : {1000u, 65535u, 65536u, 65537u, 200000u, 1000000u}) {
    AtomicFile file(model.c_str());
    for (size_t at = 0, i = 0; at < bytes.size(); ++i) {
      const auto wanted =
          static_cast<size_t>(random_bits(most, Purpose::kShuffle, 1, i) % (most + 1));
      const size_t n = std::min(i % 2 == 0 ? most : wanted, bytes.size() - at);
      file.write(bytes.data() + at, n);
      at += n;
    }
    file.commit();
    EXPECT_EQ(content_of(model), bytes) << most;
  }
}

TEST_F(AtomicFileTest, LeavesNothingWithoutCommit) {
  const std::string bytes = random_bytes(200000, 2);
  AtomicFile(model.c_str()).write(bytes.data(), bytes.size());
  EXPECT_THAT(entries(dir.path()), IsEmpty());

  dir.write("model", "old");
  AtomicFile(model.c_str()).write(bytes.data(), bytes.size());
  EXPECT_EQ(content_of(model), "old");
  EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
}

TEST_F(AtomicFileTest, TheOldFileStaysUntilCommit) {
  dir.write("model", "old");
  AtomicFile file(model.c_str());
  file.write(model.data(), 3);
  EXPECT_EQ(content_of(model), "old");
  file.commit();
  EXPECT_EQ(content_of(model), model.substr(0, 3));
}

TEST_F(AtomicFileTest, KeepsRights) {
  dir.write("model", "old");
  for (const unsigned mode : {0600u, 0755u, 0666u, 0246u}) {
    std::filesystem::permissions(model, std::filesystem::perms{mode});
    save(model, "new");
    EXPECT_EQ(mode_of(model), mode);
  }
  if (geteuid() == 0) {  // who else may give files away?
    ASSERT_EQ(chown(model.c_str(), 1234, 5678), 0);
    save(model, "new");
    EXPECT_EQ(status_of(model).st_uid, 1234u);
    EXPECT_EQ(status_of(model).st_gid, 5678u);
    EXPECT_EQ(mode_of(model), 0246u);
  }
}

// What the file's group might do, the saver's own must not.
TEST_F(AtomicFileTest, AnotherGroupMayDoNoMoreThanEverybody) {
  if (geteuid() != 0) return;  // there is no file of a foreign group for others
  dir.write("model", "old");
  std::filesystem::permissions(dir.path(), std::filesystem::perms::all);
  for (const auto& [before, after] : {std::pair{0662u, 0622u}, {0646u, 0646u}, {0676u, 0666u}}) {
    ASSERT_EQ(chown(model.c_str(), 1234, 5678), 0);
    std::filesystem::permissions(model, std::filesystem::perms{before});
    EXPECT_EQ(run_in_child([&] {
                become_nobody();
                save(model, "new");
                return 0;
              }),
              0);
    EXPECT_EQ(status_of(model).st_uid, kNobody);
    EXPECT_EQ(mode_of(model), after);
  }
}

TEST_F(AtomicFileTest, AHardLinkKeepsTheOldContent) {
  dir.write("model", "old");
  std::filesystem::create_hard_link(model, dir.path("other"));
  save(model, "new");
  EXPECT_EQ(content_of(model), "new");
  EXPECT_EQ(content_of(dir.path("other")), "old");
}

TEST_F(AtomicFileTest, AFailingWriteLeavesTheOldFile) {
  dir.write("model", "old");
  const std::string bytes = random_bytes(300000, 3);
  EXPECT_EQ(run_in_child([&] {
              const rlimit limit = {100000, 100000};
              signal(SIGXFSZ, SIG_IGN);
              must(setrlimit(RLIMIT_FSIZE, &limit) == 0);
              expect_error(Status::kIo, {model, "File too large"}, [&] { save(model, bytes); });
              return testing::Test::HasFailure() ? 1 : 0;
            }),
            0);
  EXPECT_EQ(content_of(model), "old");
  EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
}

// What the host prints after closing its standard streams must not go into the file.
TEST_F(AtomicFileTest, StaysClearOfStandardStreams) {
  EXPECT_EQ(run_in_child([&] {
              for (const int stream : {0, 1, 2}) close(stream);
              AtomicFile file(model.c_str());
              file.write("new", 3);
              for (const int stream : {0, 1, 2}) must(fcntl(stream, F_GETFD) == -1);
              file.commit();
              return 0;
            }),
            0);
  EXPECT_EQ(content_of(model), "new");
}

// Other programs that the host starts meanwhile have no business with our files.
TEST_F(AtomicFileTest, HandsNothingOnToOtherPrograms) {
  EXPECT_EQ(run_in_child([&] {
              for (int fd = 3; fd < 100; ++fd) close(fd);
              AtomicFile file(model.c_str());
              int ours = 0;
              for (int fd = 3; fd < 100; ++fd) {
                const int flags = fcntl(fd, F_GETFD);
                must(flags == -1 || flags == FD_CLOEXEC);
                ours += flags != -1;
              }
              must(ours > 0);
              return 0;
            }),
            0);
}

// Threads save to one path, each its own bytes, while this one reads: all it ever sees is one
// save's whole file. Returns how many saves or looks went wrong.
int save_all_at_once(const std::string& path, int threads, int saves) {
  std::vector<std::string> contents;
  for (int t = 0; t < threads; ++t) {
    contents.push_back(random_bytes(70000 + 1000 * static_cast<size_t>(t), 4));
  }
  save(path, contents[0]);
  std::atomic<int> failures = 0, running = threads;
  std::vector<std::thread> savers;
  for (const std::string& content : contents) {
    savers.emplace_back([&] {
      for (int i = 0; i < saves; ++i) {
        try {
          save(path, content);
        } catch (const std::exception& error) {
          ADD_FAILURE() << error.what();
          ++failures;
        }
      }
      --running;
    });
  }
  const auto whole = [&] {
    return std::find(contents.begin(), contents.end(), content_of(path)) != contents.end();
  };
  while (running > 0) failures += !whole();
  for (std::thread& saver : savers) saver.join();
  return failures + !whole();
}

TEST_F(AtomicFileTest, ManyThreadsMaySaveToOnePath) {
  EXPECT_EQ(save_all_at_once(model, 8, 40), 0);
  EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
}

// Without /proc there is no giving an unnamed file a name.
TEST_F(AtomicFileTest, ManyThreadsMaySaveWithoutProc) {
  EXPECT_EQ(run_in_child([&] {
              see_only(dir.path());
              return std::min(save_all_at_once("/model", 8, 40), 100);
            }),
            0);
  EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
}

TEST_F(AtomicFileTest, ManyProcessesMaySaveToOnePath) {
  const std::string bytes = random_bytes(100000, 5);
  std::vector<std::thread> parents;
  std::atomic<int> failures = 0;
  for (const size_t n : {100000u, 60000u, 3u}) {
    parents.emplace_back([&, n] {
      failures += run_in_child([&] {
        for (int i = 0; i < 50; ++i) save(model, bytes.substr(0, n));
        return 0;
      });
    });
  }
  for (std::thread& parent : parents) parent.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(content_of(model), bytes.substr(0, content_of(model).size()));
  EXPECT_THAT(entries(dir.path()), ElementsAre("model"));
}

// What a killed saver may have left, and what only looks like it.
const char* const kStaging = ".model.neuro-saving";
const char* const kWriting = ".model.neuro-saving-0123456789abcdef";
const char* const kOthers[] = {".model.neuro-saving-0123456789abcde", ".model2.neuro-saving",
                               "model.neuro-saving"};

TEST_F(AtomicFileTest, RemovesWhatKilledSaversLeft) {
  for (const char* old : {"", "old"}) {
    if (*old != '\0') dir.write("model", old);
    dir.write(kStaging, "left over");
    for (const char* other : kOthers) dir.write(other, "");
    save(model, "new");
    EXPECT_EQ(content_of(model), "new");
    EXPECT_THAT(entries(dir.path()), ElementsAre(kOthers[0], kOthers[1], "model", kOthers[2]));
  }
}

TEST_F(AtomicFileTest, RemovesWhatKilledSaversLeftWithoutProc) {
  dir.write(kStaging, "left over");
  dir.write(kWriting, "left over, too");
  for (const char* other : kOthers) dir.write(other, "");
  EXPECT_EQ(run_in_child([&] {
              see_only(dir.path());
              save("/model", "new");
              return 0;
            }),
            0);
  EXPECT_EQ(content_of(model), "new");
  EXPECT_THAT(entries(dir.path()), ElementsAre(kOthers[0], kOthers[1], "model", kOthers[2]));
}

// The file of a saver that is alive, as its lock shows.
FileDescriptor open_locked(const std::string& path) {
  FileDescriptor file = open_at(AT_FDCWD, path.c_str(), O_WRONLY);
  must(flock(file.get(), LOCK_EX | LOCK_NB) == 0);
  return file;
}

TEST_F(AtomicFileTest, LeavesTheFilesOfTheLivingAlone) {
  dir.write(kWriting, "being written");
  const FileDescriptor writer = open_locked(dir.path(kWriting));
  EXPECT_EQ(run_in_child([&] {
              see_only(dir.path());
              save("/model", "new");
              return 0;
            }),
            0);
  EXPECT_THAT(entries(dir.path()), ElementsAre(kWriting, "model"));
}

// Neither disturbs the other: that one may have been stopped between its two last steps.
TEST_F(AtomicFileTest, PassesByASaverThatIsAboutToRename) {
  dir.write("model", "old");
  dir.write(kStaging, "complete");
  const FileDescriptor other = open_locked(dir.path(kStaging));
  save(model, "new");
  EXPECT_EQ(content_of(model), "new");
  EXPECT_THAT(entries(dir.path()), ElementsAre(kStaging, "model"));
  std::filesystem::rename(dir.path(kStaging), model);
  EXPECT_EQ(content_of(model), "complete");
}

// What a killed saver has left under a name of its own goes when another name is looked for.
TEST_F(AtomicFileTest, LooksForLeftoversWherePassingBy) {
  dir.write("model", "old");
  dir.write(kStaging, "complete");
  dir.write(kWriting, "left over");
  const FileDescriptor other = open_locked(dir.path(kStaging));
  save(model, "new");
  EXPECT_EQ(content_of(model), "new");
  EXPECT_THAT(entries(dir.path()), ElementsAre(kStaging, "model"));
}

// The leftover that was found is another saver's file by the time that it can be locked.
TEST_F(AtomicFileTest, LeavesANameThatHasChangedHands) {
  dir.write("model", "old");
  dir.write(kStaging, "complete");
  FileDescriptor other;
  before_next_lock = [&] {
    std::filesystem::rename(dir.path(kStaging), model);
    dir.write(kStaging, "complete, too");
    other = open_locked(dir.path(kStaging));
  };
  save(model, "new");
  EXPECT_EQ(content_of(model), "new");
  EXPECT_THAT(entries(dir.path()), ElementsAre(kStaging, "model"));
  EXPECT_EQ(content_of(dir.path(kStaging)), "complete, too");
}

}  // namespace
}  // namespace neuro
