//! Where the lines of what is built come from.
