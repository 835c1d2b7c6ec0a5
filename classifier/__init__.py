"""Text in, classification out: a small multilingual transformer through ONNX Runtime."""
