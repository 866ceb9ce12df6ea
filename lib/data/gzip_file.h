// How zlib opens files.
#ifndef NEURO_LIB_DATA_GZIP_FILE_H_
#define NEURO_LIB_DATA_GZIP_FILE_H_

struct gzFile_s;

namespace neuro {

// For reading. Null if it fails: with errno, or 0 there where memory has run out.
gzFile_s* open_gzip_file(const char* path);

}  // namespace neuro

#endif  // NEURO_LIB_DATA_GZIP_FILE_H_
