// SPDX-License-Identifier: MIT
//
// libneuro from C++17: owners for its objects, exceptions for its statuses, containers for its
// arrays. A thin layer on neuro.h, to be copied and extended: it is compiled into your program and
// no part of the library's ABI. neuro.h describes what the calls do; this header only says where
// C++ differs.
//
//   neuro::options options;
//   options.set(NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAM).set(NN_OPTION_LEARNING_RATE, 0.001);
//   neuro::network network({784, 64, 10}, options);
//   network.fit(train, &validation, [](const nn_progress& now) { return now.loss < 0.01; });
//   std::vector<float> probabilities = network.predict<float>(pixels);
//
// Arrays are whatever std::data() and std::size() take: std::vector, std::array, std::span, C
// arrays. Their element type goes to the library along with them, and nothing is copied on the way.
#ifndef NEURO_HPP_
#define NEURO_HPP_

#include <neuro.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace neuro {

// A call has failed: what() is the library's message.
class error : public std::runtime_error {
 public:
  error(nn_status status, const char* message) : std::runtime_error(message), status_(status) {}
  // One of NN_ERROR_, and its name.
  nn_status status() const noexcept { return status_; }
  const char* name() const noexcept { return nn_status_name(status_); }

 private:
  nn_status status_;
};

// Throws for a status that is not NN_OK: for calls of neuro.h that this header has nothing for.
inline void check(nn_status status) {
  if (status != NN_OK) throw error(status, nn_last_error());
}

// The nn_type of an array's elements.
template <class T>
constexpr nn_type element_type() {
  if constexpr (std::is_same_v<T, float>) return NN_F32;
  if constexpr (std::is_same_v<T, double>) return NN_F64;
  if constexpr (std::is_same_v<T, std::uint8_t>) return NN_U8;
  if constexpr (std::is_same_v<T, std::int32_t>) return NN_I32;
  if constexpr (std::is_same_v<T, std::int64_t>) return NN_I64;
  return 0;
}

template <class Array>
using element_of =
    std::remove_cv_t<std::remove_reference_t<decltype(*std::data(std::declval<Array&>()))>>;

namespace detail {

// A pointer to an array and its element type, as calls of the library take them.
template <class Array>
struct passed {
  explicit passed(Array& array) : data(std::data(array)), size(std::size(array)) {}
  decltype(std::data(std::declval<Array&>())) data;
  std::size_t size;
  static constexpr nn_type type = element_type<element_of<Array>>();
  static_assert(type != 0, "an array of float, double, uint8_t, int32_t or int64_t");
};

// Rows of an array: throws where it is not whole ones.
inline std::size_t rows_of(const char* name, std::size_t size, std::size_t width) {
  if (width == 0 || size % width != 0) {
    throw std::invalid_argument(std::string(name) + ": " + std::to_string(size) +
                                " elements are no whole rows of " + std::to_string(width));
  }
  return size / width;
}

inline void want_size(const char* name, std::size_t size, std::size_t expected) {
  if (size == expected) return;
  throw std::invalid_argument(std::string(name) + ": " + std::to_string(size) +
                              " elements, expected " + std::to_string(expected));
}

template <class Handle, void (*destroy)(Handle*) noexcept>
struct destroyer {
  void operator()(Handle* handle) const noexcept { destroy(handle); }
};

template <class Handle, void (*destroy)(Handle*) noexcept>
using owner = std::unique_ptr<Handle, destroyer<Handle, destroy>>;

}  // namespace detail

class options {
 public:
  options() {
    nn_options* handle = nullptr;
    check(nn_options_create(&handle));
    handle_.reset(handle);
  }
  nn_options* handle() const noexcept { return handle_.get(); }

  // Integers, and the constants of neuro.h, set integer options; float and double set real ones.
  template <class T>
  options& set(nn_option option, T value) {
    if constexpr (std::is_floating_point_v<T>) {
      check(nn_options_set_real(handle(), option, value));
    } else {
      check(nn_options_set_int(handle(), option, static_cast<std::int64_t>(value)));
    }
    return *this;
  }
  // For one layer.
  template <class T>
  options& set(std::size_t layer, nn_option option, T value) {
    if constexpr (std::is_floating_point_v<T>) {
      check(nn_options_set_layer_real(handle(), layer, option, value));
    } else {
      check(nn_options_set_layer_int(handle(), layer, option, static_cast<std::int64_t>(value)));
    }
    return *this;
  }

 private:
  detail::owner<nn_options, nn_options_destroy> handle_;
};

class dataset {
 public:
  // Copies inputs, rows of `cols` columns, with labels (integers, one a row) or dense targets.
  template <class Inputs, class Targets>
  dataset(const Inputs& inputs, std::size_t cols, const Targets& targets)
      : dataset(make(nn_dataset_create, inputs, cols, targets)) {}

  // The same without copying: the arrays, no temporaries, must stay where they are, unchanged, for
  // as long as the dataset, and all that is split from it, live.
  template <class Inputs, class Targets>
  static dataset wrap(Inputs& inputs, std::size_t cols, Targets& targets) {
    return make(nn_dataset_wrap, inputs, cols, targets);
  }
  template <class Inputs, class Targets>
  static dataset wrap(const Inputs&&, std::size_t, const Targets&) = delete;
  template <class Inputs, class Targets>
  static dataset wrap(const Inputs&, std::size_t, const Targets&&) = delete;

  static dataset load_csv(const std::string& path, std::int64_t label_column) {
    return made(
        [&](nn_dataset** out) { return nn_dataset_load_csv(out, path.c_str(), label_column); });
  }
  static dataset load_idx(const std::string& images, const std::string& labels) {
    return made(
        [&](nn_dataset** out) { return nn_dataset_load_idx(out, images.c_str(), labels.c_str()); });
  }

  // The second one has this part of the rows.
  std::pair<dataset, dataset> split(double part, std::int64_t seed = 0) const {
    nn_dataset *first = nullptr, *second = nullptr;
    check(nn_dataset_split(&first, &second, handle(), part, seed));
    dataset one(first);
    return {std::move(one), dataset(second)};
  }

  std::size_t rows() const noexcept { return nn_dataset_rows(handle()); }
  std::size_t cols() const noexcept { return nn_dataset_cols(handle()); }
  std::size_t classes() const noexcept { return nn_dataset_classes(handle()); }
  nn_dataset* handle() const noexcept { return handle_.get(); }

  // Takes over a handle that other calls of the library have made.
  explicit dataset(nn_dataset* handle) noexcept : handle_(handle) {}

 private:
  template <class Make>
  static dataset made(const Make& make) {
    nn_dataset* handle = nullptr;
    check(make(&handle));
    return dataset(handle);
  }
  template <class Function, class Inputs, class Targets>
  static dataset make(Function function, const Inputs& inputs, std::size_t cols,
                      const Targets& targets) {
    const detail::passed x(inputs);
    const detail::passed y(targets);
    const std::size_t rows = detail::rows_of("inputs", x.size, cols);
    const std::size_t target_cols = rows == 0 ? 1 : y.size / rows;
    detail::want_size("targets", y.size, rows * target_cols);
    return made([&](nn_dataset** out) {
      return function(out, x.data, x.type, rows, cols, y.data, y.type, target_cols);
    });
  }

  detail::owner<nn_dataset, nn_dataset_destroy> handle_;
};

class network {
 public:
  // sizes: the inputs, then the width of each layer.
  explicit network(const std::vector<std::size_t>& sizes)
      : network(made([&](nn_network** out) {
          return nn_create(out, sizes.data(), sizes.size(), nullptr);
        })) {}
  network(const std::vector<std::size_t>& sizes, const options& with)
      : network(made([&](nn_network** out) {
          return nn_create(out, sizes.data(), sizes.size(), with.handle());
        })) {}

  static network load(const std::string& path) {
    return made([&](nn_network** out) { return nn_load(out, path.c_str(), nullptr); });
  }
  void save(const std::string& path) const { check(nn_save(handle(), path.c_str())); }
  void save_checkpoint(const std::string& path) const {
    check(nn_save_checkpoint(handle(), path.c_str()));
  }

  std::size_t inputs() const noexcept { return nn_layer_size(handle(), 0); }
  std::size_t outputs() const noexcept { return nn_layer_size(handle(), layers()); }
  // Layers with parameters: 0 ... layers() - 1.
  std::size_t layers() const noexcept {
    const std::size_t sizes = nn_layer_count(handle());
    return sizes == 0 ? 0 : sizes - 1;
  }

  std::int64_t get_int(nn_option option) const {
    std::int64_t value = 0;
    check(nn_get_int(handle(), option, &value));
    return value;
  }
  double get_real(nn_option option) const {
    double value = 0;
    check(nn_get_real(handle(), option, &value));
    return value;
  }
  template <class T>
  void set(nn_option option, T value) {
    if constexpr (std::is_floating_point_v<T>) {
      check(nn_set_real(handle(), option, value));
    } else {
      check(nn_set_int(handle(), option, static_cast<std::int64_t>(value)));
    }
  }

  // One step; returns the mean loss of the batch before it. targets: labels, or dense rows.
  template <class Inputs, class Targets>
  double train_batch(const Inputs& inputs, const Targets& targets) {
    const detail::passed x(inputs);
    const detail::passed y(targets);
    const std::size_t rows = detail::rows_of("inputs", x.size, this->inputs());
    detail::want_size(
        "targets", y.size,
        std::is_floating_point_v<element_of<const Targets>> ? rows * outputs() : rows);
    double loss = 0;
    check(nn_train_batch(handle(), x.data, x.type, y.data, y.type, rows, &loss));
    return loss;
  }

  // The outputs for each row, in a new vector or in an array of the caller's. Safe from several
  // threads at once while none trains or changes the network.
  template <class Output = float, class Inputs>
  std::vector<Output> predict(const Inputs& inputs) const {
    const std::size_t rows = detail::rows_of("inputs", std::size(inputs), this->inputs());
    std::vector<Output> results(rows * outputs());
    predict_into(inputs, results);
    return results;
  }
  template <class Inputs, class Outputs>
  void predict_into(const Inputs& inputs, Outputs& results) const {
    const detail::passed x(inputs);
    const detail::passed y(results);
    const std::size_t rows = detail::rows_of("inputs", x.size, this->inputs());
    detail::want_size("results", y.size, rows * outputs());
    check(nn_predict(handle(), x.data, x.type, rows, y.data, y.type));
  }

  // Trains until the end, or until watch(progress) returns true or cancel() is called: then it
  // returns false, and what is learnt is kept. What watch throws comes out of here.
  template <class Watch>
  bool fit(const dataset& train, const dataset* validation, Watch&& watch) {
    return run(nn_fit, train, validation, watch);
  }
  bool fit(const dataset& train, const dataset* validation = nullptr) {
    return run(nn_fit, train, validation, [](const nn_progress&) { return false; });
  }
  // Goes on with a fit that was stopped, or loaded from a checkpoint.
  template <class Watch>
  bool resume(const dataset& train, const dataset* validation, Watch&& watch) {
    return run(nn_resume, train, validation, watch);
  }
  // From any thread or signal handler: the fit that is running stops after the batch that it is at.
  void cancel() noexcept { nn_cancel(handle(), 1); }

  nn_metrics evaluate(const dataset& data) const {
    nn_metrics metrics{};
    metrics.struct_size = sizeof metrics;
    check(nn_evaluate(handle(), data.handle(), &metrics));
    return metrics;
  }

  // Weights, [out][in], and bias of a layer, of float or double.
  template <class T>
  struct parameters {
    std::vector<T> weights, bias;
  };
  template <class T>
  parameters<T> get_parameters(std::size_t layer) const {
    want_layer(layer);
    const std::size_t out = nn_layer_size(handle(), layer + 1);
    parameters<T> copied{std::vector<T>(nn_layer_size(handle(), layer) * out), std::vector<T>(out)};
    check(nn_get_parameters(handle(), layer, copied.weights.data(), copied.bias.data(),
                            element_type<T>()));
    return copied;
  }
  template <class T>
  void set_parameters(std::size_t layer, const parameters<T>& from) {
    want_layer(layer);
    detail::want_size("bias", from.bias.size(), nn_layer_size(handle(), layer + 1));
    detail::want_size("weights", from.weights.size(),
                      from.bias.size() * nn_layer_size(handle(), layer));
    check(nn_set_parameters(handle(), layer, from.weights.data(), from.bias.data(),
                            element_type<T>()));
  }

  nn_network* handle() const noexcept { return handle_.get(); }

  // Takes over a handle that other calls of the library have made.
  explicit network(nn_network* handle) noexcept : handle_(handle) {}

 private:
  template <class Make>
  static network made(const Make& make) {
    nn_network* handle = nullptr;
    check(make(&handle));
    return network(handle);
  }

  void want_layer(std::size_t layer) const {
    if (layer >= layers()) {
      throw std::out_of_range("layer " + std::to_string(layer) + " of " + std::to_string(layers()));
    }
  }

  // No exception may pass through the library: it is kept and thrown again behind it.
  template <class Watch>
  struct watched {
    Watch& watch;
    std::exception_ptr thrown;

    static std::int32_t call(const nn_progress* progress, void* user) noexcept {
      auto* self = static_cast<watched*>(user);
      try {
        return self->watch(*progress) ? 1 : 0;
      } catch (...) {
        self->thrown = std::current_exception();
        return 1;
      }
    }
  };

  template <class Function, class Watch>
  bool run(Function function, const dataset& train, const dataset* validation, Watch&& watch) {
    static_assert(std::is_invocable_r_v<bool, Watch&, const nn_progress&>,
                  "what watches a fit takes a const nn_progress& and returns true to stop it");
    watched<std::remove_reference_t<Watch>> user{watch, nullptr};
    const nn_status status =
        function(handle(), train.handle(), validation == nullptr ? nullptr : validation->handle(),
                 user.call, &user);
    if (user.thrown != nullptr) std::rethrow_exception(user.thrown);
    if (status == NN_ERROR_CANCELLED) return false;
    check(status);
    return true;
  }

  detail::owner<nn_network, nn_destroy> handle_;
};

}  // namespace neuro

#endif  // NEURO_HPP_
