// The objects that one run of the API target works on, and the calls it can make on them, each with
// arguments that the input chooses, good and bad.
#ifndef NEURO_TESTS_FUZZ_API_SESSION_H_
#define NEURO_TESTS_FUZZ_API_SESSION_H_

#include <neuro.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "handles.h"
#include "input_bytes.h"

namespace fuzz {

class ApiSession {
 public:
  explicit ApiSession(InputBytes& input) : input_(input) {}

  // api_objects.cc
  void make_options();
  void make_network();
  void make_dataset();
  void destroy_object();

  // api_settings.cc
  void set_option();
  void set_parameters();
  void set_metadata();

  // api_training.cc
  void train_batch();
  void predict();
  void evaluate();
  void reserve();
  void fit();
  void stop_and_resume();

  // api_expert.cc
  void set_layer_option();
  void train_weighted();
  void train_in_halves();
  void change_gradients();
  void look_at_norms();
  void set_normalisation();

  // api_data.cc
  void select_rows();
  void set_weights();
  void train_rows();
  void set_augmentation();
  void fit_stream();
  void look_closely();

  // api_files.cc
  void save_and_load();
  void load_parameters();

 private:
  static constexpr size_t kNetworks = 3, kDatasets = 2;

  // Remembers a network as a checkpoint has it, to tell whether a call has changed it. Null is as
  // good as a network.
  class Before {
   public:
    explicit Before(const nn_network* network);
    // A call that failed must have been for one of the documented reasons, and changed nothing.
    void check(nn_status status, std::initializer_list<nn_status> documented) const;

   private:
    const nn_network* network_;
    std::vector<uint8_t> checkpoint_;
  };

  // What a training step is given.
  struct StepData {
    size_t rows;
    nn_type input_type, target_type;
    std::vector<uint8_t> inputs, targets;
  };
  StepData step_data(const nn_network* network);

  void make_dataset_without_targets();

  Network& network_slot() { return networks_[input_.below(kNetworks)]; }
  Dataset& dataset_slot() { return datasets_[input_.below(kDatasets)]; }

  // One of the types, or none of them.
  nn_type any_type() { return static_cast<nn_type>(input_.below(7)); }

  // An array of count elements of a type, exactly as long: raw bytes of the input, or, as the input
  // chooses, numbers that are small and labels below a bound.
  std::vector<uint8_t> array(nn_type type, size_t count, size_t bound);

  InputBytes& input_;
  Options options_;
  Network networks_[kNetworks];
  Dataset datasets_[kDatasets];
  bool has_class_weights_ = false;  // one of the networks, or one that there was
};

// The bytes of an element; 1 of a type there is none of.
size_t element_size(nn_type type);

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_API_SESSION_H_
