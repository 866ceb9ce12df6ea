// The library's objects with owners, so that a target that returns early leaks nothing.
#ifndef NEURO_TESTS_FUZZ_HANDLES_H_
#define NEURO_TESTS_FUZZ_HANDLES_H_

#include <neuro.h>

#include <memory>

#include "require.h"

namespace fuzz {

struct Destroy {
  void operator()(nn_network* network) const { nn_destroy(network); }
  void operator()(nn_dataset* dataset) const { nn_dataset_destroy(dataset); }
  void operator()(nn_options* options) const { nn_options_destroy(options); }
};

using Network = std::unique_ptr<nn_network, Destroy>;
using Dataset = std::unique_ptr<nn_dataset, Destroy>;
using Options = std::unique_ptr<nn_options, Destroy>;

// An out-parameter that shows whether a call has written to it.
template <class Object>
class Out {
 public:
  Object** pointer() { return &object_; }

  // What the call has made, if it came to NN_OK. Whatever it came to, holds it to its promise on
  // out-parameters.
  std::unique_ptr<Object, Destroy> take(nn_status status) const {
    if (status != NN_OK) {
      require(object_ == untouched(), "a failed call leaves *out alone");
      return nullptr;
    }
    require(object_ != nullptr && object_ != untouched(), "a call that succeeds writes *out");
    return std::unique_ptr<Object, Destroy>(object_);
  }

 private:
  static Object* untouched() {
    static char somewhere;
    return reinterpret_cast<Object*>(&somewhere);
  }

  Object* object_ = untouched();
};

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_HANDLES_H_
