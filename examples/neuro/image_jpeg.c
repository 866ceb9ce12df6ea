/* SPDX-License-Identifier: MIT
 *
 * JPEG files through libjpeg, which is kept from printing and from ending the program.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "report.h"

#ifdef NEURO_WITH_JPEG
#include <jpeglib.h>

struct errors {
  struct jpeg_error_mgr manager; /* first: libjpeg hands a pointer to it back */
  jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

static void keep_message(j_common_ptr jpeg) {
  struct errors* errors = (struct errors*)jpeg->err;
  errors->manager.format_message(jpeg, errors->message);
}

static void end_reading(j_common_ptr jpeg) {
  keep_message(jpeg);
  longjmp(((struct errors*)jpeg->err)->jump, 1);
}

/* Levels below 0 are warnings: the data is damaged, and something was made up in its place. */
static void note_damage(j_common_ptr jpeg, int level) {
  if (level < 0 && jpeg->err->num_warnings++ == 0) keep_message(jpeg);
}

/* Does what can go wrong inside libjpeg. *grey is the caller's to free whatever happens. */
static int decode(struct jpeg_decompress_struct* jpeg, struct errors* errors, const char* path,
                  FILE* file, struct image* image) {
  if (setjmp(errors->jump) != 0) return 0;
  jpeg_create_decompress(jpeg);
  jpeg_stdio_src(jpeg, file);
  jpeg_read_header(jpeg, TRUE);
  if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK)
    fail(EXIT_BAD_FILE, "%s: is a JPEG file for printing (CMYK): try it converted to RGB", path);
  *image = make_image(path, jpeg->image_width, jpeg->image_height);
  jpeg->out_color_space = JCS_GRAYSCALE;
  jpeg_start_decompress(jpeg);
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = image->grey + (size_t)jpeg->output_scanline * image->width;
    jpeg_read_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_decompress(jpeg);
  return jpeg->err->num_warnings == 0;
}

struct image read_jpeg(const char* path) {
  struct jpeg_decompress_struct jpeg;
  struct errors errors;
  struct image image = {0, 0, NULL};
  memset(&jpeg, 0, sizeof jpeg);
  memset(&errors, 0, sizeof errors);
  FILE* file = fopen(path, "rb");
  if (file == NULL) fail(EXIT_BAD_FILE, "%s: %s", path, strerror(errno));
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = end_reading;
  errors.manager.emit_message = note_damage;
  errors.manager.output_message = keep_message;
  const int is_good = decode(&jpeg, &errors, path, file, &image);
  jpeg_destroy_decompress(&jpeg);
  fclose(file);
  if (!is_good) fail(EXIT_BAD_FILE, "%s: is no good JPEG file: %s", path, errors.message);
  return image;
}

#else

struct image read_jpeg(const char* path) {
  struct image none = {0, 0, NULL};
  fail(EXIT_FAILED, "%s: this neuro was built without JPEG support", path);
  return none;
}

#endif
