"""How fast the shipped model judges, beside a transformers pipeline of XLM-T's size.

python -m benchmarks.classify --json            needs the extra hub

All heads of ours against text-classification with a randomly initialised xlm-roberta-base, whose
weights do not change its speed; both read the same posts in turns, with the same tokenizer and the
same number of threads. Beside them, how near ours comes to what ONNX Runtime reaches with one large
product of 8-bit integers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import classifier
from classifier.onnx import OnnxClassifier
from classifier.text import PREFIX, normalise

MODEL = Path(classifier.__file__).parent / "model"
SCENARIO = Path(__file__).parents[1] / "sandbox" / "scenarios" / "kestrelia" / "posts"
COLD = """
import re, sys, time
began = time.perf_counter()
from pathlib import Path
from classifier.onnx import OnnxClassifier
OnnxClassifier.load(Path(sys.argv[1]), threads=int(sys.argv[2])).classify(["where is my parcel?"])
status = Path("/proc/self/status").read_text()  # getrusage would count the parent's memory
print(time.perf_counter() - began, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024)
"""
LAYERS, WIDTH, INNER = 12, 384, 1536
"""The shape of our encoder, for the number of its multiplications."""
SIDE = 2048
"""Of the square product that stands for the machine's limit."""


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    found = run(_posts(given.posts, given.limit), given.threads, given.rounds)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def run(posts: Sequence[str], threads: int, rounds: int) -> dict[str, Any]:
    """Medians over the rounds; within each, every competitor runs once."""
    ours = OnnxClassifier.load(MODEL, threads=threads)
    pipe = _pipeline(threads)
    few = posts[:: max(1, len(posts) // 32)][:32]
    speeds: dict[str, list[float]] = {"ours": [], "b1": [], "b32": [], "limit": []}
    product = _product(threads)
    for _ in range(rounds):
        speeds["ours"].append(_speed(lambda: ours.classify(posts), len(posts)))
        speeds["b1"].append(_speed(lambda: pipe(few, batch_size=1), len(few)))
        speeds["b32"].append(_speed(lambda: pipe(list(posts[:128]), batch_size=32), 128))
        speeds["limit"].append(_speed(product, SIDE**3))
    fast = {name: statistics.median(values) for name, values in speeds.items()}
    cold_s, peak_mb = _cold_start(threads)
    return {
        "ours_posts_per_s": round(fast["ours"], 1),
        "pipeline_b1_posts_per_s": round(fast["b1"], 2),
        "pipeline_b32_posts_per_s": round(fast["b32"], 2),
        "ratio_b1": round(fast["ours"] / fast["b1"], 1),
        "ratio_b32": round(fast["ours"] / fast["b32"], 1),
        "int8_limit_share": round(fast["ours"] * _operations(posts) / fast["limit"], 3),
        "cold_start_s": round(cold_s, 2),
        "peak_mb": round(peak_mb),
        "posts": len(posts),
        "threads": threads,
        "cores": len(os.sched_getaffinity(0)),
    }


def _speed(work: Callable[[], object], count: int) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def _pipeline(threads: int) -> Any:
    """A model of XLM-T's shape; our tokenizer has its alphabet and fewer words."""
    import torch
    from transformers import (
        PreTrainedTokenizerFast,
        XLMRobertaConfig,
        XLMRobertaForSequenceClassification,
        pipeline,
    )

    torch.set_num_threads(threads)
    config = XLMRobertaConfig(
        vocab_size=250_002, max_position_embeddings=514, type_vocab_size=1, num_labels=3
    )
    model = XLMRobertaForSequenceClassification(config).eval()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(MODEL / "tokenizer.json"),
        pad_token="<pad>",  # noqa: S106  no password
        model_max_length=512,
    )
    return pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")


def _product(threads: int) -> Callable[[], object]:
    """One large MatMulInteger under ONNX Runtime."""
    import onnxruntime
    from onnx import TensorProto, helper

    node = helper.make_node("MatMulInteger", ["left", "right"], ["out"])
    places = [
        helper.make_tensor_value_info("left", TensorProto.UINT8, [SIDE, SIDE]),
        helper.make_tensor_value_info("right", TensorProto.INT8, [SIDE, SIDE]),
    ]
    result = helper.make_tensor_value_info("out", TensorProto.INT32, [SIDE, SIDE])
    graph = helper.make_graph([node], "limit", places, [result])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    random = np.random.default_rng(1)
    inputs = {
        "left": random.integers(0, 255, (SIDE, SIDE), np.uint8),
        "right": random.integers(-127, 127, (SIDE, SIDE), np.int8),
    }
    return lambda: session.run(None, inputs)


def _operations(posts: Sequence[str]) -> float:
    """Multiplications of the encoder's matrix products, for an average post without padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    lengths = [
        min(128, len(one.ids))
        for one in tokenizer.encode_batch([PREFIX + normalise(post) for post in posts])
    ]
    mean = sum(lengths) / len(lengths)
    attended = sum(length**2 for length in lengths) / len(lengths)
    return LAYERS * (mean * (4 * WIDTH**2 + 2 * WIDTH * INNER) + 2 * attended * WIDTH)


def _cold_start(threads: int) -> tuple[float, float]:
    """Seconds from the first import to the first judgement, and the process's peak in MB."""
    ran = subprocess.run(
        [sys.executable, "-c", COLD, str(MODEL), str(threads)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, peak = map(float, ran.stdout.split())
    return seconds, peak


def _posts(source: Path, limit: int) -> list[str]:
    """Texts of one file, or of all in a folder, spread over it."""
    files = sorted(source.glob("*.jsonl")) if source.is_dir() else [source]
    texts = [text for file in files for text in _texts(file)]
    return texts[:: max(1, len(texts) // limit)][:limit]


def _texts(file: Path) -> list[str]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--posts", type=Path, default=SCENARIO, help="JSONL(.gz) with text, or a folder"
    )
    parser.add_argument("--limit", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
