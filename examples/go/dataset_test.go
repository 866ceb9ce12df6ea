// SPDX-License-Identifier: MIT
//
// Datasets and evaluations: slices, selections, files, metrics.

package neuro_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"example.com/neuro"
)

func TestSelectionsOutliveWhatTheyWereSelectedFrom(t *testing.T) {
	data := must(neuro.NewDataset(xorInputs, 2, xor, 1))
	selected := must(data.Select([]int64{3, 1, 1}))
	defer selected.Close()
	check(data.Close())
	equal(t, selected.Rows(), 3)
	equal(t, fmt.Sprint(must(neuro.Inputs[float32](selected, 0, 2))), "[1 1 0 1]")
	equal(t, fmt.Sprint(must(neuro.Targets[int32](selected, 0, 3))), "[0 1 1]")
	_, err := selected.Select([]int64{7})
	expect(t, err, neuro.ErrInvalidArgument)
	_, err = selected.Select(nil)
	expect(t, err, neuro.ErrInvalidArgument)
}

func TestSlicesThatDoNotFitAreRefused(t *testing.T) {
	refused := func(_ *neuro.Dataset, err error) {
		t.Helper()
		expect(t, err, neuro.ErrInvalidArgument)
	}
	refused(neuro.NewDataset(xorInputs, 3, xor, 1))
	refused(neuro.NewDataset(xorInputs, 0, xor, 1))
	refused(neuro.NewDataset(xorInputs, 2, xor[:3], 1))
	refused(neuro.NewDataset(xorInputs, 2, make([]float64, 8), 1))
	refused(neuro.NewDataset[float32, uint8](nil, 2, nil, 1))
	data := circle(t, 2)
	for _, rows := range [][2]int{{2, 3}, {-1, 1}, {0, -1}, {0, 0}, {5, 1}} {
		_, err := neuro.Inputs[float64](data, rows[0], rows[1])
		expect(t, err, neuro.ErrInvalidArgument)
	}
}

func TestWeightsAreSetAndTakenAway(t *testing.T) {
	data := circle(t, 2)
	equal(t, fmt.Sprint(must(data.Weights())), "[1 1 1 1]")
	check(data.SetWeights([]float64{0, 1, 2, 3}))
	equal(t, fmt.Sprint(must(data.Weights())), "[0 1 2 3]")
	expect(t, data.SetWeights([]float64{1}), neuro.ErrInvalidArgument)
	check(data.SetWeights(nil))
	equal(t, fmt.Sprint(must(data.Weights())), "[1 1 1 1]")
}

func TestCSVFilesHaveNamesNumbersAndGaps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flowers.csv")
	write := func(text string) { check(os.WriteFile(path, []byte(text), 0o600)) }
	write("length,width,kind\n1,2,rose\n3,,aster\n5,6,rose\n")
	gaps := neuro.OptionCSVMissing.To(neuro.MissingMean)
	data := must(neuro.LoadCSV(path, -1, nil, gaps))
	defer data.Close()
	equal(t, fmt.Sprint(data.Rows(), data.Cols(), data.Classes(), data.TargetCols()), "3 2 2 1")
	name, _ := data.ClassName(0)
	equal(t, name, "aster")
	name, _ = data.ColumnName(1)
	equal(t, name, "width")
	_, ok := data.ClassName(-1)
	equal(t, ok, false)
	equal(t, fmt.Sprint(must(neuro.Inputs[float64](data, 1, 1))), "[3 4]")

	// Like an earlier one: its class has the same number, though it is the only one here.
	write("1,,rose\n")
	more := must(neuro.LoadCSV(path, -1, data, gaps))
	defer more.Close()
	equal(t, fmt.Sprint(must(neuro.Inputs[float64](more, 0, 1))), "[1 4]")
	equal(t, fmt.Sprint(must(neuro.Targets[int64](more, 0, 1))), "[1]")

	write("1,2.5\n2,4.5\n")
	numbers := must(neuro.LoadCSV(path, 1, nil, neuro.OptionCSVTarget.To(neuro.CSVTargetNumbers)))
	defer numbers.Close()
	equal(t, fmt.Sprint(must(neuro.Targets[float64](numbers, 0, 2))), "[2.5 4.5]")
	inputs := must(neuro.LoadCSV(path, neuro.NoLabel, nil))
	defer inputs.Close()
	_, err := neuro.Targets[float64](inputs, 0, 2)
	expect(t, err, neuro.ErrInvalidArgument)

	write("1,2\n3\n")
	_, err = neuro.LoadCSV(path, 0, nil)
	expect(t, err, neuro.ErrFormat)
}

func TestEvaluationKnowsEveryMetric(t *testing.T) {
	data := circle(t, 16)
	network := smallNetwork(t, neuro.OptionEpochs.To(40))
	check(network.SetClassWeights([]float64{1, 2}))
	check(network.Fit(always, data, nil, nil))
	metrics := must(network.Evaluate(data))
	evaluation := must(neuro.NewEvaluation(network, data))
	defer evaluation.Close()
	check(network.Close())

	sizes := fmt.Sprint(evaluation.Rows(), evaluation.Outputs(), evaluation.Classes())
	equal(t, sizes, "256 2 2")
	equal(t, must(evaluation.Get(neuro.MetricAccuracy)), metrics.Accuracy)
	equal(t, must(evaluation.TopK(2)), 1)
	confusion := must(evaluation.Confusion())
	equal(t, confusion[0][0]+confusion[1][1], metrics.Correct)
	recall := float64(confusion[1][1]) / float64(confusion[1][0]+confusion[1][1])
	equal(t, must(evaluation.GetClass(neuro.MetricRecall, 1)), recall)
	_, err := evaluation.Get(neuro.MetricRMSE)
	expect(t, err, neuro.ErrInvalidArgument)
	_, err = evaluation.TopK(-1)
	expect(t, err, neuro.ErrInvalidArgument)

	worst := must(evaluation.Worst(-1))
	equal(t, int64(len(worst)), metrics.Rows-metrics.Correct)
	for _, number := range worst {
		row := must(evaluation.Row(number))
		equal(t, row.TargetClass+row.PredictedClass, 1)
	}
	equal(t, neuro.MetricROCAUC.String(), "NN_METRIC_ROC_AUC")
}
