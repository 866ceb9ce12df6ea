// Where model files' bytes come from: a file or memory.
#include "io/sources.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "expect_error.h"
#include "temp_file.h"

namespace neuro {
namespace {

TEST(MemorySource, ReadsWhatItIsGiven) {
  const MemorySource source("abcdef", 6, "buffer");
  EXPECT_STREQ(source.name(), "buffer");
  EXPECT_EQ(source.size(), 6u);
  char got[3];
  source.read(2, got, 3);
  EXPECT_EQ(std::string(got, 3), "cde");
  const MemorySource empty(nullptr, 0, "nothing");
  EXPECT_EQ(empty.size(), 0u);
  empty.read(0, nullptr, 0);
}

TEST(FileSource, ReadsAnywhere) {
  const TempDir dir;
  const std::string path = dir.write("file", "0123456789");
  const auto source = open_file_source(path.c_str());
  EXPECT_EQ(source->name(), path);
  EXPECT_EQ(source->size(), 10u);
  char got[4];
  source->read(6, got, 4);
  EXPECT_EQ(std::string(got, 4), "6789");
  source->read(0, got, 2);
  EXPECT_EQ(std::string(got, 2), "01");
  source->read(10, got, 0);
}

TEST(FileSource, ReadsBeyondFourGigabytes) {
  const TempDir dir;
  const std::string path = dir.write("file", "");
  constexpr uint64_t kSize = (uint64_t{5} << 30) + 3;
  std::filesystem::resize_file(path, kSize - 3);  // takes no room on the disk
  const int file = open(path.c_str(), O_WRONLY | O_APPEND);
  ASSERT_GE(file, 0);
  ASSERT_EQ(write(file, "end", 3), 3);
  close(file);
  const auto source = open_file_source(path.c_str());
  EXPECT_EQ(source->size(), kSize);
  char got[3];
  source->read(kSize - 3, got, 3);
  EXPECT_EQ(std::string(got, 3), "end");
}

TEST(FileSource, TellsTheSystemsReason) {
  const TempDir dir;
  const std::string path = dir.path("missing");
  expect_error(Status::kIo, {path + ": No such file or directory"},
               [&] { open_file_source(path.c_str()); });
}

TEST(FileSource, TakesOnlyRegularFilesAndWaitsForNone) {
  const TempDir dir;
  const std::string fifo = dir.path("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  for (const std::string& path : {dir.path(), fifo, std::string("/dev/null")}) {
    expect_error(Status::kIo, {path + " is not a regular file"},
                 [&] { open_file_source(path.c_str()); });
  }
  const std::string link = dir.path("link");
  std::filesystem::create_symlink(dir.write("file", "content"), link);
  EXPECT_EQ(open_file_source(link.c_str())->size(), 7u);
}

TEST(FileSource, NoticesWhenTheFileBecomesShorter) {
  const TempDir dir;
  const std::string path = dir.write("file", "0123456789");
  const auto source = open_file_source(path.c_str());
  std::filesystem::resize_file(path, 7);
  char got[10];
  expect_error(Status::kFormat, {path + ": byte 7: the file ends here, it had 10 bytes"},
               [&] { source->read(4, got, 6); });
  source->read(4, got, 3);
  EXPECT_EQ(std::string(got, 3), "456");
}

TEST(FileSource, ShowsTheEndOfALongPath) {
  const TempDir dir;
  std::string path = dir.path();
  for (int i = 0; i < 30; ++i) path += "/" + std::string(100, 'd');
  expect_error(Status::kIo, {"...", "ddd/last: No such file"},
               [&] { open_file_source((path + "/last").c_str()); });
}

// The host's children must not inherit our files, nor must they pose as its standard streams.
TEST(FileSource, KeepsItsFileToItself) {
  const TempDir dir;
  const std::string path = dir.write("file", "content");
  const int input = dup(STDIN_FILENO);
  close(STDIN_FILENO);
  {
    const auto source = open_file_source(path.c_str());
    EXPECT_EQ(fcntl(STDIN_FILENO, F_GETFD), -1);
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;  // the iterator's own is in the list
      if (std::filesystem::read_symlink(entry.path(), gone) != path) continue;
      ++found;
      EXPECT_EQ(fcntl(std::stoi(entry.path().filename()), F_GETFD), FD_CLOEXEC);
    }
    EXPECT_EQ(found, 1);
  }
  if (input >= 0) {
    dup2(input, STDIN_FILENO);
    close(input);
  }
}

}  // namespace
}  // namespace neuro
