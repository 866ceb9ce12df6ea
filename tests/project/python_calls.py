"""Every call of the Python binding, against NumPy and against each other: options by name, datasets,
evaluations, gradients, streams, augmentation.

    usage: python_calls.py LIBRARY
"""

import copy
import os
import pathlib
import pickle
import sys
import tempfile

import numpy as np

os.environ["NEURO_LIBRARY"] = sys.argv[1]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples/python"))
import neuro  # pylint: disable=wrong-import-position


def expect(what, holds):
    if not holds:
        sys.exit(f"not so: {what}")


def expect_error(kind, text, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except kind as error:
        expect(f"{text!r} in {error!r}", text in str(error))
    else:
        sys.exit(f"no {kind.__name__} with {text!r}")


def same(first, second):
    """Whether networks have the same parameters, bit for bit."""
    return all(np.array_equal(a, b) for layer in range(len(first.sizes) - 1)
               for a, b in zip(first.get_parameters(layer), second.get_parameters(layer)))


def check_options():
    network = neuro.Network([4, 8, 6, 2], activation=["tanh", neuro.Activation.LEAKY_RELU],
                            leaky_slope=[None, 0.25], optimizer="adamw", schedule="one-cycle",
                            normalisation="layer", dropout=(0.5, 0), l2=1e-3)
    expect("layers", [network.get_layer_option(i, "activation") for i in (0, 1)] ==
           [neuro.Activation.TANH, neuro.Activation.LEAKY_RELU])
    expect("some layers", [network.get_layer_option(i, "leaky_slope") for i in (0, 1)] ==
           [0.01, 0.25])
    expect("names", network.get_option("schedule") is neuro.Schedule.ONE_CYCLE)
    expect("the optimizer's rate and decay", network.learning_rate == 0.001 and
           network.get_option("weight_decay") == 0.01)
    network.set_option("l2", 0.5)
    expect("living", network.get_option("l2") == 0.5)
    expect("bounds", neuro.OPTIONS["dropout"][1:] == ("real", 0, 0.99, 0))
    expect_error(ValueError, "expected one of sgd", neuro.Network, [1, 1], optimizer="best")
    expect_error(TypeError, "no option 'speed'", neuro.Network, [1, 1], speed=1)
    expect_error(neuro.InvalidArgument, "NN_OPTION_DROPOUT", neuro.Network, [1, 1, 1],
                 dropout=[1.5])
    expect_error(neuro.InvalidArgument, "NN_OPTION_OPTIMIZER", network.set_option, "optimizer",
                 "sgd")
    expect_error(IndexError, "layer 3", network.get_layer_option, 3, "activation")
    need = neuro.Network.memory_need([784, 512, 10], 128)
    expect("memory", 784 * 512 * 4 < need < neuro.Network.memory_need([784, 512, 10], 4096))
    network.reserve(64)


def check_datasets(inputs, labels):
    """Arrays in place, rows apart from each other, selections, splits, weights."""
    table = np.column_stack([labels, inputs])
    apart = neuro.Dataset(table[:, 1:], labels)
    every_other = neuro.Dataset(inputs[::2], labels[::2])
    expect("columns of a table", np.array_equal(apart.inputs(dtype=np.float64), inputs))
    expect("every other row", np.array_equal(every_other.inputs(dtype=np.float64), inputs[::2]))
    expect("their labels", np.array_equal(every_other.targets(), labels[::2]))
    expect_error(ValueError, "contiguous", neuro.Dataset, inputs.T.copy().T, labels)
    dataset = neuro.Dataset(inputs, labels, copy=True)
    rows = np.array([5, 0, 5])
    chosen = dataset.select(rows)
    expect("a selection", np.array_equal(chosen.inputs(dtype=np.float64), inputs[rows]) and
           np.array_equal(chosen.targets(dtype=np.int32), labels[rows]))
    first, second = dataset.split(0.25, seed=3)
    expect("a split", (first.rows, second.rows, second.classes) ==
           (len(inputs) * 3 // 4, len(inputs) // 4, dataset.classes))
    expect("nothing is lost", np.array_equal(
        np.sort(np.vstack([first.inputs(), second.inputs()]), axis=0),
        np.sort(inputs.astype(np.float32), axis=0)))
    expect("weights at first", np.array_equal(dataset.weights, np.ones(len(inputs))))
    weights = np.arange(len(inputs), dtype=np.float64)
    dataset.weights = weights
    expect("weights", np.array_equal(dataset.weights, weights) and
           np.array_equal(dataset.select(rows).weights, weights[rows]))
    dataset.weights = None
    expect("no weights", dataset.weights[0] == 1)
    expect_error(neuro.InvalidArgument, "row 1", setattr, dataset, "weights",
                 -weights)
    expect_error(ValueError, "weights", setattr, dataset, "weights", [1, 2])
    expect_error(TypeError, "rows", dataset.select, [0.5])
    dense = neuro.Dataset(inputs, inputs[:, :2].copy())
    expect("dense targets", dense.target_cols == 2 and dense.classes == 0 and
           np.array_equal(dense.targets(first=1, rows=3), inputs[1:4, :2]))


def written(directory, text):
    path = os.path.join(directory, "written.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def check_csv():
    with tempfile.TemporaryDirectory() as directory:
        path = written(directory, "length;width;kind\n1;2;oak\n?;4;\u00e9lan\n5;6;oak\n")
        expect_error(neuro.Error, "line 3", neuro.Dataset.load_csv, path, -1, csv_separator=";")
        train = neuro.Dataset.load_csv(path, -1, csv_separator=";", csv_missing="mean")
        expect("names", train.class_names == ["oak", "\u00e9lan"] and
               train.column_names == ["length", "width"])
        expect("filled", train.inputs()[1, 0] == 3)
        path = written(directory, "length;width;kind\nNA;7;\u00e9lan\n")
        like = neuro.Dataset.load_csv(path, -1, like=train, csv_separator=";", csv_missing="mean")
        expect("like the training set", like.inputs()[0, 0] == 3 and like.targets()[0] == 1)
        numbers = neuro.Dataset.load_csv(written(directory, "1,2.5\n3,4.5\n"), -1,
                                         csv_target=neuro.CsvTarget.NUMBERS)
        expect("numbers", numbers.classes == 0 and numbers.targets().tolist() == [[2.5], [4.5]])


def check_evaluation(network, inputs, labels):
    dataset = neuro.Dataset(inputs, labels)
    outputs = network.predict(dataset)
    expect("a dataset's rows", np.array_equal(outputs, network.predict(inputs)))
    evaluation = neuro.Evaluation(network, dataset)
    classes = outputs.shape[1]
    expect("sizes", (evaluation.rows, evaluation.outputs, evaluation.classes) ==
           (len(labels), classes, classes))
    answers = outputs.argmax(axis=1)
    confusion = np.zeros((classes, classes), np.int64)
    np.add.at(confusion, (labels, answers), 1)
    expect("confusion", np.array_equal(evaluation.confusion(), confusion))
    expect("accuracy", evaluation["accuracy"] == (answers == labels).mean())
    recall = confusion[1, 1] / confusion[1].sum()
    expect("recall", np.isclose(evaluation.of_class(neuro.Metric.RECALL, 1), recall))
    expect("support", evaluation["support"] == len(labels))
    losses = np.array([evaluation.row(i).loss for i in range(len(labels))])
    expect("loss", np.isclose(evaluation["loss"], losses.mean()) and
           np.isclose(network.evaluate(dataset).loss, losses.mean()))
    expect("rows", all(evaluation.row(i)[:2] == (labels[i], answers[i])
                       for i in range(len(labels))))
    wrong = np.flatnonzero(answers != labels)
    worst = evaluation.worst()
    expect("worst", sorted(worst) == wrong.tolist() and
           all(np.diff(losses[worst]) <= 0) and evaluation.worst(2) == worst[:2])
    expect("top k", evaluation.top_k(classes) == 1)
    expect_error(KeyError, "speed", evaluation.__getitem__, "speed")
    expect_error(neuro.InvalidArgument, "MAE", evaluation.__getitem__, "mae")
    evaluation.close()


def check_steps(inputs, labels):
    """Whole steps, steps in halves, steps on a dataset's rows and with weights."""
    options = {"activation": "tanh", "normalisation": ["batch", "layer"], "seed": 5,
               "optimizer": "momentum"}
    whole, halves, rows, weighted = (neuro.Network([4, 8, 6, 3], **options) for _ in range(4))
    dataset = neuro.Dataset(inputs, labels)
    for step in range(3):
        losses = [whole.train_batch(inputs, labels), halves.compute_gradients(inputs, labels),
                  rows.train_rows(dataset, range(len(labels))),
                  weighted.train_batch(inputs, labels, np.ones(len(labels)))]
        expect("the same losses", len(set(losses)) == 1)
        norms = halves.layer_norms(2)
        weights, bias = halves.get_parameters(2)
        expect("norms", np.isclose(norms.weights, np.linalg.norm(weights)) and
               np.isclose(norms.bias, np.linalg.norm(bias)))
        gradients = halves.gradients()
        expect("the gradient's last part is that of a bias",
               np.isclose(np.linalg.norm(gradients[-3:]), norms.bias_gradient))
        halves.apply_gradients()
        expect(f"the same weights after step {step}",
               same(whole, halves) and same(whole, rows) and same(whole, weighted))
    before = whole.get_parameters(0)[0]
    halves.compute_gradients(inputs, labels)
    halves.gradients()[:] = 0
    halves.set_option("momentum", 0)
    halves.apply_gradients()
    expect("no gradient, no step", np.array_equal(halves.get_parameters(0)[0], before))

    expect("moments", [len(whole.get_normalisation(i)) for i in (0, 1)] == [4, 2])
    for layer in (0, 1):
        changed = [array + 1 for array in whole.get_normalisation(layer)]
        whole.set_normalisation(layer, *changed)
        expect("normalisation", all(map(np.array_equal, whole.get_normalisation(layer), changed)))
    expect_error(TypeError, "expected 4", whole.set_normalisation, 0, changed[0])
    expect_error(neuro.InvalidArgument, "layer", whole.get_normalisation, 2)
    expect_error(ValueError, "weights", whole.train_batch, inputs, labels, [1.0])


def check_stream(inputs, labels):
    """A stream of the rows in order is a fit without shuffling; what goes wrong in it comes out."""
    options = {"seed": 2, "epochs": 3, "batch_size": 8, "shuffle": 0, "progress_interval": 0}
    fitted, streamed = neuro.Network([4, 8, 3], **options), neuro.Network([4, 8, 3], **options)
    fitted.fit(neuro.Dataset(inputs, labels))
    place = {}

    def read(into, targets, epoch):
        at = place.get(epoch, 0)
        count = min(len(into), len(inputs) - at)
        into[:count], targets[:count] = inputs[at:at + count], labels[at:at + count]
        place[epoch] = at + count
        return count

    seen = []
    finished = streamed.fit_stream(read, callback=lambda now: seen.append(now.steps),
                                   input_dtype=np.float64)
    expect("a stream is a fit", finished and same(fitted, streamed))
    expect("three epochs", sorted(place) == [1, 2, 3] and seen[-1] == streamed.step_count)

    def broken(_inputs, _targets, _epoch):
        raise ZeroDivisionError("broken")

    expect_error(ZeroDivisionError, "broken", streamed.fit_stream, broken)
    expect("a stream that stops", not streamed.fit_stream(lambda *_: -1))
    expect_error(TypeError, "whole number", streamed.fit_stream, lambda *_: 1.5)


def check_augmentation(inputs, labels):
    dataset = neuro.Dataset(inputs, labels)
    options = {"seed": 2, "epochs": 2, "batch_size": 8}
    plain, shifted, both = (neuro.Network([4, 8, 3], **options) for _ in range(3))
    plain.fit(dataset)
    seen = []

    def shift(batch_inputs, batch):
        seen.extend(batch.row_numbers[i] for i in range(batch.rows))
        batch_inputs += np.float32(1)

    shifted.set_augmentation(shift)
    shifted.fit(dataset)
    expect("every row, twice", sorted(seen) == sorted(2 * list(range(len(labels)))))
    moved = neuro.Dataset((inputs.astype(np.float32) + np.float32(1)), labels)
    both.fit(moved)
    expect("changed inputs are trained", same(shifted, both) and not same(shifted, plain))

    def broken(_inputs, _batch):
        raise ZeroDivisionError("broken")

    shifted.set_augmentation(broken)
    expect_error(ZeroDivisionError, "broken", shifted.fit, dataset)
    shifted.set_augmentation(None)
    expect("no augmentation", shifted.fit(dataset))
    shifted.set_class_weights([1, 0, 2])
    expect_error(neuro.InvalidArgument, "weights", shifted.set_class_weights, [1, 2])
    shifted.set_class_weights(None)


def check_callbacks(inputs, labels):
    """What callbacks raise comes out, whatever else they have tried."""
    dataset = neuro.Dataset(inputs, labels)
    network = neuro.Network([4, 8, 3], epochs=3, progress_interval=0)
    expect_error(neuro.InvalidArgument, "being fitted", network.fit, dataset, None,
                 lambda now: network.fit(dataset))

    def tries_and_raises(_now):
        expect_error(neuro.InvalidArgument, "being fitted", network.fit, dataset)
        raise RuntimeError("mine")

    expect_error(RuntimeError, "mine", network.fit, dataset, None, tries_and_raises)
    expect_error(ValueError, "being fitted", network.fit, dataset, None,
                 lambda now: network.close())
    other = neuro.Network([4, 8, 3], epochs=1)
    expect("a fit of another network", network.fit(
        dataset, callback=lambda now: not other.fit(dataset)) and other.step_count > 0)


def check_errors():
    """Errors that have come from another process are what they were."""
    try:
        neuro.Network.load("/no/such/file")
    except neuro.Error as error:
        for same_error in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
            expect("pickled", isinstance(same_error, type(error)) and
                   (str(same_error), same_error.status, same_error.name) ==
                   (str(error), error.status, "NN_ERROR_IO"))
    expect_error(TypeError, "epochs: 2.5 is not a whole number", neuro.Network, [4, 2], epochs=2.5)
    expect_error(TypeError, "learning_rate: 'fast'", neuro.Network, [4, 2], learning_rate="fast")
    expect_error(ValueError, "csv_separator: ';;'", neuro.Dataset.load_csv, "x", csv_separator=";;")
    dataset = neuro.Dataset(np.ones((2, 2)), np.zeros(2, np.uint8))
    expect_error(TypeError, "Dataset refers to memory", pickle.dumps, dataset)


def main():
    random = np.random.default_rng(1)
    inputs = random.normal(size=(60, 4))
    labels = (inputs[:, 0] > 0).astype(np.int64) + (inputs[:, 1] > 1)
    check_options()
    check_errors()
    check_callbacks(inputs, labels)
    check_datasets(inputs, labels)
    check_csv()
    with neuro.Network([4, 8, 3], epochs=5, progress_interval=0) as network:
        network.fit(neuro.Dataset(inputs, labels))
        check_evaluation(network, inputs, labels)
    check_steps(inputs, labels)
    check_stream(inputs, labels)
    check_augmentation(inputs, labels)


if __name__ == "__main__":
    main()
