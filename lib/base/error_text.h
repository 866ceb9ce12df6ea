// What values of errno mean.
#ifndef NEURO_LIB_BASE_ERROR_TEXT_H_
#define NEURO_LIB_BASE_ERROR_TEXT_H_

namespace neuro {

// In English whatever the host's locale is; null if there is no text for it.
const char* error_text(int code);

}  // namespace neuro

#endif  // NEURO_LIB_BASE_ERROR_TEXT_H_
