// SPDX-License-Identifier: MIT
//
// Evaluations: every metric of a network's predictions for a whole dataset, and its mistakes.

package neuro

// #include <neuro.h>
import "C"

import "runtime"

// Metric is a figure, as scikit-learn defines it; neuro.h describes the NN_METRIC_ values.
type Metric int32

const (
	MetricLoss      Metric = C.NN_METRIC_LOSS
	MetricAccuracy  Metric = C.NN_METRIC_ACCURACY
	MetricPrecision Metric = C.NN_METRIC_PRECISION
	MetricRecall    Metric = C.NN_METRIC_RECALL
	MetricF1        Metric = C.NN_METRIC_F1
	MetricROCAUC    Metric = C.NN_METRIC_ROC_AUC
	MetricMAE       Metric = C.NN_METRIC_MAE
	MetricRMSE      Metric = C.NN_METRIC_RMSE
	MetricR2        Metric = C.NN_METRIC_R2
	MetricSupport   Metric = C.NN_METRIC_SUPPORT
)

// String is the name in neuro.h, such as "NN_METRIC_RECALL".
func (m Metric) String() string {
	name, ok := goString(C.nn_metric_name(C.nn_metric(m)))
	if !ok {
		return "unknown metric"
	}
	return name
}

// Evaluation is what a network says to a dataset, compared with the targets. It refers to neither.
type Evaluation struct {
	handle *C.nn_evaluation
}

// NewEvaluation predicts a dataset, compares, and keeps what came out.
func NewEvaluation(network *Network, dataset *Dataset) (*Evaluation, error) {
	defer runtime.KeepAlive(dataset)
	evaluation := &Evaluation{}
	err := network.call(func(handle *C.nn_network) C.nn_status {
		return C.nn_evaluation_create(&evaluation.handle, handle, dataset.handle)
	})
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(evaluation, (*Evaluation).Close)
	return evaluation, nil
}

// Close frees the evaluation. It always answers nil.
func (e *Evaluation) Close() error {
	C.nn_evaluation_destroy(e.handle)
	e.handle = nil
	runtime.SetFinalizer(e, nil)
	return nil
}

// Rows is the number of rows.
func (e *Evaluation) Rows() int {
	defer runtime.KeepAlive(e)
	return int(C.nn_evaluation_rows(e.handle))
}

// Outputs is the number of the network's outputs.
func (e *Evaluation) Outputs() int {
	defer runtime.KeepAlive(e)
	return int(C.nn_evaluation_outputs(e.handle))
}

// Classes is 2 of a single sigmoid output, 0 where the network tells numbers.
func (e *Evaluation) Classes() int {
	defer runtime.KeepAlive(e)
	return int(C.nn_evaluation_classes(e.handle))
}

// Get answers a metric over all rows.
func (e *Evaluation) Get(metric Metric) (float64, error) {
	return e.real(func(value *C.double) C.nn_status {
		return C.nn_evaluation_get(e.handle, C.nn_metric(metric), value)
	})
}

// GetClass answers a metric of one class against all others, or of one output.
func (e *Evaluation) GetClass(metric Metric, classOrOutput int) (float64, error) {
	return e.real(func(value *C.double) C.nn_status {
		return C.nn_evaluation_get_class(e.handle, C.nn_metric(metric), C.size_t(classOrOutput),
			value)
	})
}

// TopK answers the part of the rows whose class is among the k likeliest.
func (e *Evaluation) TopK(k int) (float64, error) {
	if k < 0 {
		return 0, invalid("k: %d", k) // which C would take for very many
	}
	return e.real(func(value *C.double) C.nn_status {
		return C.nn_evaluation_top_k(e.handle, C.size_t(k), value)
	})
}

func (e *Evaluation) real(function func(*C.double) C.nn_status) (float64, error) {
	defer runtime.KeepAlive(e)
	var value C.double
	err := call(func() C.nn_status { return function(&value) })
	return float64(value), err
}

// Confusion counts the rows of each class t, a row of it, that were taken for class p, a column.
func (e *Evaluation) Confusion() ([][]int64, error) {
	defer runtime.KeepAlive(e)
	classes := e.Classes()
	counts := make([]int64, classes*classes)
	err := call(func() C.nn_status {
		return C.nn_evaluation_confusion(e.handle, (*C.int64_t)(first(counts)), C.size_t(classes))
	})
	if err != nil {
		return nil, err
	}
	matrix := make([][]int64, classes)
	for i := range matrix {
		matrix[i] = counts[i*classes : (i+1)*classes]
	}
	return matrix, nil
}

// Row is what came of a row; the classes are -1 where rows are not of one class each.
type Row struct {
	TargetClass, PredictedClass int64
	Loss                        float64
}

// Row answers what came of a row.
func (e *Evaluation) Row(row int) (Row, error) {
	defer runtime.KeepAlive(e)
	var target, predicted C.int64_t
	var loss C.double
	err := call(func() C.nn_status {
		return C.nn_evaluation_row(e.handle, C.size_t(row), &target, &predicted, &loss)
	})
	return Row{int64(target), int64(predicted), float64(loss)}, err
}

// Worst answers the rows that were predicted wrong, the worst first: most of them, or all that
// there are.
func (e *Evaluation) Worst(most int) ([]int, error) {
	defer runtime.KeepAlive(e)
	if rows := e.Rows(); most < 0 || most > rows {
		most = rows
	}
	found := make([]C.size_t, most)
	var count C.size_t
	err := call(func() C.nn_status {
		return C.nn_evaluation_worst(e.handle, first(found), C.size_t(most), &count)
	})
	if err != nil {
		return nil, err
	}
	if int(count) < most {
		most = int(count)
	}
	rows := make([]int, most)
	for i := range rows {
		rows[i] = int(found[i])
	}
	return rows, nil
}
