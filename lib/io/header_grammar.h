// What may stand where in a safetensors header: listens to the header's JSON and collects tensors
// and metadata, each complete and possible by itself. How the tensors lie to one another it does
// not ask.
#ifndef NEURO_LIB_IO_HEADER_GRAMMAR_H_
#define NEURO_LIB_IO_HEADER_GRAMMAR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/header_json.h"
#include "io/safetensors.h"

namespace neuro {

inline constexpr std::string_view kMetadataName = "__metadata__";

class HeaderGrammar : public JsonEvents {
 public:
  // where: what messages begin with. It must live as long.
  explicit HeaderGrammar(const char* where) : where_(where) {}

  std::vector<TensorInfo>& tensors() { return tensors_; }  // in the JSON's order
  Metadata& metadata() { return metadata_; }

  void begin_object(uint64_t at) override;
  void end_object() override;
  void begin_array(uint64_t at) override;
  void end_array() override;
  void key(uint64_t at, std::string_view key) override;
  void string(uint64_t at, std::string_view value) override;
  void number(uint64_t at, uint64_t value) override;
  void other(uint64_t at, const char* what) override;

 private:
  enum class Place { kStart, kTop, kTensor, kShape, kOffsets, kMetadata };
  enum Field : unsigned { kDtype = 1, kShape = 2, kOffsets = 4 };

  void name_key(uint64_t at, std::string_view key);
  void field_key(uint64_t at, std::string_view key);
  void metadata_key(uint64_t at, std::string_view key);
  void end_tensor();

  template <class... Piece>
  [[noreturn]] void fail(Status status, uint64_t at, const Piece&... pieces) const;
  [[noreturn]] void refuse(uint64_t at, const char* what) const;

  const char* where_;
  std::vector<TensorInfo> tensors_;
  Metadata metadata_;

  Place place_ = Place::kStart;
  bool has_metadata_ = false;
  bool in_metadata_ = false;                  // the last name was the metadata's
  Metadata::iterator entry_{};                // in kMetadata: whose value comes next
  TensorInfo tensor_;                         // in kTensor and below: as far as it is known
  uint64_t tensor_at_ = 0;                    // where its name is
  unsigned fields_ = 0;                       // which fields it has had
  Field field_ = kDtype;                      // the last of them
  std::array<uint64_t, kMaxRank> numbers_{};  // in kShape and kOffsets
  size_t count_ = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_HEADER_GRAMMAR_H_
