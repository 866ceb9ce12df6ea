// SPDX-License-Identifier: MIT
//
// Options with their values: chosen for what is to be created, and those of a network.

package neuro

// #include <neuro.h>
import "C"

// Setting is an option with a value, for all layers or for one.
type Setting struct {
	option   C.nn_option
	hasLayer bool
	layer    int
	isReal   bool
	integer  int64
	real     float64
}

// To chooses a value: New(sizes, OptionEpochs.To(5)). Whether it is within the option's bounds is
// the library's to say, when it gets it.
func (o Option[T]) To(value T) Setting {
	return Setting{
		option:  C.nn_option(o),
		isReal:  o.isReal(),
		integer: int64(value),
		real:    float64(value),
	}
}

// ToLayer chooses a value for one layer, 0 being the first hidden one. It goes before that for all.
func (o Option[T]) ToLayer(layer int, value T) Setting {
	setting := o.To(value)
	setting.hasLayer, setting.layer = true, layer
	return setting
}

// Of is the value that a network has.
func (o Option[T]) Of(network *Network) (T, error) {
	if o.isReal() {
		var value C.double
		err := network.call(func(handle *C.nn_network) C.nn_status {
			return C.nn_get_real(handle, C.nn_option(o), &value)
		})
		return T(value), err
	}
	var value C.int64_t
	err := network.call(func(handle *C.nn_network) C.nn_status {
		return C.nn_get_int(handle, C.nn_option(o), &value)
	})
	return T(value), err
}

// OfLayer is the value that a layer of a network has, 0 being the first hidden one.
func (o Option[T]) OfLayer(network *Network, layer int) (T, error) {
	if o.isReal() {
		var value C.double
		err := network.call(func(handle *C.nn_network) C.nn_status {
			return C.nn_get_layer_real(handle, C.size_t(layer), C.nn_option(o), &value)
		})
		return T(value), err
	}
	var value C.int64_t
	err := network.call(func(handle *C.nn_network) C.nn_status {
		return C.nn_get_layer_int(handle, C.size_t(layer), C.nn_option(o), &value)
	})
	return T(value), err
}

// Set sets options that may change while a network lives, one after the other up to the first that
// is refused. A progress callback may set real ones.
func (n *Network) Set(settings ...Setting) error {
	for _, setting := range settings {
		if setting.hasLayer {
			return invalid("layer: %d, but a network's layers cannot be changed", setting.layer)
		}
		if err := n.set(setting); err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) set(setting Setting) error {
	if setting.isReal {
		return n.call(func(handle *C.nn_network) C.nn_status {
			return C.nn_set_real(handle, setting.option, C.double(setting.real))
		})
	}
	return n.change(func(handle *C.nn_network) C.nn_status {
		return C.nn_set_int(handle, setting.option, C.int64_t(setting.integer))
	})
}

// withOptions makes options in C for the length of a call, which copies what it needs of them.
func withOptions(settings []Setting, function func(*C.nn_options) C.nn_status) error {
	var options *C.nn_options
	if err := call(func() C.nn_status { return C.nn_options_create(&options) }); err != nil {
		return err
	}
	defer C.nn_options_destroy(options)
	for _, setting := range settings {
		if err := call(func() C.nn_status { return setting.apply(options) }); err != nil {
			return err
		}
	}
	return call(func() C.nn_status { return function(options) })
}

func (s Setting) apply(options *C.nn_options) C.nn_status {
	layer, integer, real := C.size_t(s.layer), C.int64_t(s.integer), C.double(s.real)
	switch {
	case s.hasLayer && s.isReal:
		return C.nn_options_set_layer_real(options, layer, s.option, real)
	case s.hasLayer:
		return C.nn_options_set_layer_int(options, layer, s.option, integer)
	case s.isReal:
		return C.nn_options_set_real(options, s.option, real)
	}
	return C.nn_options_set_int(options, s.option, integer)
}
