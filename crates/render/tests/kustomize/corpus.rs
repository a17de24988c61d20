//! What the fuzzer kept, once more.
