//! Go's `text/template`: parsed by `gotmpl`, walked here, because maps are shared and changed in place, values have
//! methods, and every line has to know where it was written.

mod print;

pub(crate) use print::display;
