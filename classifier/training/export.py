"""Torch to ONNX to int8: one graph with all heads and the sentence embedding.

The recipe is "mixed": dynamic int8 with a scale per output channel, the read-out left in float, the
inner feed-forward product, whose inputs have outliers, as 8-bit blocks of 32, and the word
embeddings in int8 with a scale per row. Plain dynamic int8 flips three times as many labels.
"""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

from classifier.training.network import Exported, Network

_OPSET = 18


def to_float(network: Network, target: Path) -> None:
    """The network as it is, in 32-bit floats."""
    tokens = torch.randint(5, 50, (2, 17))
    mask = torch.ones_like(tokens)
    mask[1, 9:] = 0
    axes = {"input_ids": {0: "batch", 1: "length"}, "attention_mask": {0: "batch", 1: "length"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Exported(network).eval(),
            (tokens, mask),
            str(target),
            dynamo=False,
            opset_version=_OPSET,
            input_names=["input_ids", "attention_mask"],
            output_names=["logits", "embedding"],
            dynamic_axes={**axes, "logits": {0: "batch"}, "embedding": {0: "batch"}},
        )


def to_int8(source: Path, target: Path) -> None:
    """The float graph in 8 bits; `source` stays."""
    logging.getLogger().setLevel(logging.WARNING)
    by_row, dynamic = target.with_suffix(".rows"), target.with_suffix(".dynamic")
    graph = _embeddings_by_row(onnx.load(source))
    onnx.save(graph, by_row)
    quantize_dynamic(
        by_row,
        dynamic,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=_left_out(graph),
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )
    blocks = MatMulNBitsQuantizer(
        onnx.load(dynamic), bits=8, block_size=32, is_symmetric=True, accuracy_level=4
    )
    blocks.process()
    blocks.model.save_model_to_file(str(target))
    by_row.unlink()
    dynamic.unlink()


def _left_out(graph: onnx.ModelProto) -> list[str]:
    """The products that shrink (out of the feed-forward layer) and the read-out."""
    shapes = {one.name: tuple(one.dims) for one in graph.graph.initializer}
    products = [node for node in graph.graph.node if node.op_type == "MatMul"]
    shapes_of = {node.name: shapes.get(node.input[1], ()) for node in products}
    shrinking = [name for name, dims in shapes_of.items() if len(dims) == 2 and dims[0] > dims[1]]
    read_out = [node.name for node in graph.graph.node if node.op_type == "Gemm"]
    return shrinking + read_out + [f"{name}_MatMul" for name in read_out]


def _embeddings_by_row(model: onnx.ModelProto) -> onnx.ModelProto:
    graph = model.graph
    looked_up = {node.input[0]: node for node in graph.node if node.op_type == "Gather"}
    tables = [one for one in graph.initializer if one.name in looked_up and len(one.dims) == 2]
    table = max(tables, key=lambda one: int(np.prod(one.dims)))
    lookup = looked_up[table.name]
    values = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
    small = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(small, "word_rows"))
    graph.initializer.append(numpy_helper.from_array(scale.astype(np.float16), "word_scales"))
    place = list(graph.node).index(lookup)
    graph.node.remove(lookup)
    for node in reversed(_scaled_lookup(lookup.input[1], lookup.output[0])):
        graph.node.insert(place, node)
    return model


def _scaled_lookup(tokens: str, result: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Gather", ["word_rows", tokens], ["row_int8"], axis=0),
        helper.make_node("Cast", ["row_int8"], ["row_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["word_scales", tokens], ["scale_half"], axis=0),
        helper.make_node("Cast", ["scale_half"], ["scale_float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["row_float", "scale_float"], [result]),
    ]
