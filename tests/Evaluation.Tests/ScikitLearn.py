"""Makes Golden/scikit-learn.json: random and degenerate problems and what scikit-learn says about them.

Run with a Python that has scikit-learn: python3 tests/Evaluation.Tests/ScikitLearn.py
Scores are float32 written as float64, so that both sides start from the same numbers.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.metrics import log_loss, precision_recall_fscore_support, top_k_accuracy_score

warnings.filterwarnings("ignore")
generator = numpy.random.default_rng(7)


def softmax(logits):
    powers = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(numpy.float32)


def random_case(name, classes, rows, tested=None, never_predicted=()):
    labels = generator.choice(tested if tested is not None else classes, size=rows)
    logits = generator.normal(size=(rows, classes))
    logits[numpy.arange(rows), labels] += 1.5
    logits[:, list(never_predicted)] -= 12
    return name, classes, labels, softmax(logits)


def expected_calibration_error(labels, scores, bins):
    """Guo et al. 2017, equation 3, written with masks instead of sums per bin."""
    confidence = scores.max(axis=1).astype(float)
    right = scores.argmax(axis=1) == labels
    error = 0.0
    for index in range(bins):
        inside = (confidence > index / bins) & (confidence <= (index + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def per_class(labels, predicted, classes):
    """A figure is undefined (None) where the answer depends on what scikit-learn is told to say instead."""
    zeros, ones = (
        precision_recall_fscore_support(labels, predicted, labels=classes, zero_division=instead) for instead in (0, 1)
    )
    return [[float(x) if x == y else None for x, y in zip(zero, one)] for zero, one in zip(zeros, ones)]


def answer(name, classes, labels, scores):
    predicted = scores.argmax(axis=1)
    everything = numpy.arange(classes)
    tested = numpy.unique(labels)
    precision, recall, f1, support = per_class(labels, predicted, everything)

    def average(kind):
        return [float(x) for x in precision_recall_fscore_support(labels, predicted, labels=tested, average=kind, zero_division=0)[:3]]

    # log_loss clips by the machine epsilon of its input; the product clips at 1e-15: no score here is below either.
    probability = scores.astype(float)[numpy.arange(len(labels)), labels]
    assert probability.min() > 1e-12
    return {
        "name": name,
        "classNames": [f"c{index}" for index in range(classes)],
        "labels": labels.tolist(),
        "scores": scores.astype(float).tolist(),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "support": support,
        "macro": average("macro"),
        "weighted": average("weighted"),
        # scikit-learn divides each row by its sum, which float32 rounding leaves at 1 ± 1e-7.
        "logLoss": float(log_loss(labels, scores.astype(float), labels=everything)) if classes > 1 else None,
        "topK": [float(top_k_accuracy_score(labels, scores, k=k, labels=everything)) if classes > 2 else None for k in range(1, classes)],
        "expectedCalibrationError": expected_calibration_error(labels, scores, 15),
    }


cases = [
    random_case("five classes", 5, 120),
    random_case("twenty classes", 20, 150),
    random_case("two classes", 2, 60),
    random_case("classes 1 and 3 of five are not tested", 5, 60, tested=[0, 2, 4]),
    random_case("class 2 of four is never predicted", 4, 60, never_predicted=[2]),
    random_case("class 2 of four is neither tested nor predicted", 4, 60, tested=[0, 1, 3], never_predicted=[2]),
    random_case("one class tested", 3, 25, tested=[1]),
    random_case("one row", 3, 1),
]
target = pathlib.Path(__file__).parent / "Golden" / "scikit-learn.json"
text = json.dumps({"source": f"scikit-learn {sklearn.__version__}, made by ScikitLearn.py", "cases": [answer(*case) for case in cases]})
target.write_text(text + "\n")
