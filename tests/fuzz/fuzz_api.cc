// Fuzz target: sequences of calls. The input is read as a program that makes, changes, trains,
// saves, loads and destroys up to three networks and two datasets, with arguments good and bad; a
// call that fails must have changed nothing.
#include <neuro.h>

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "api_session.h"
#include "fuzz_target.h"
#include "input_bytes.h"

namespace {

// Enough for every object to have been through every call.
constexpr size_t kMostCalls = 48;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using fuzz::ApiSession;
  using Call = void (ApiSession::*)();
  constexpr Call kCalls[] = {
      &ApiSession::make_network,
      &ApiSession::make_dataset,
      &ApiSession::train_batch,
      &ApiSession::predict,
      &ApiSession::fit,
      &ApiSession::save_and_load,
      &ApiSession::set_option,
      &ApiSession::make_options,
      &ApiSession::set_parameters,
      &ApiSession::set_metadata,
      &ApiSession::evaluate,
      &ApiSession::stop_and_resume,
      &ApiSession::load_parameters,
      &ApiSession::destroy_object,
      &ApiSession::reserve,
      &ApiSession::set_layer_option,
      &ApiSession::train_weighted,
      &ApiSession::train_in_halves,
      &ApiSession::change_gradients,
      &ApiSession::look_at_norms,
      &ApiSession::set_normalisation,
      &ApiSession::select_rows,
      &ApiSession::set_weights,
      &ApiSession::train_rows,
      &ApiSession::set_augmentation,
      &ApiSession::fit_stream,
      &ApiSession::look_closely,
  };
  fuzz::InputBytes input(data, size);
  ApiSession session(input);
  for (size_t calls = 0; calls < kMostCalls && !input.empty(); ++calls) {
    (session.*kCalls[input.below(std::size(kCalls))])();
  }
  return 0;
}
