//! Kubernetes objects as views over a tree: nothing is copied until a rule reports something.
//!
//! [`Object`] is any object of a document (items of a `List` one by one), [`Pod`] is the pod that an object is or
//! makes, [`Field`] is a place in it, present or absent, that knows how it is called and where it stands. [`items`] takes
//! from an object what others may want to know of it.

mod facts;
mod field;
mod kinds;
mod kustomization;
mod made;
mod object;
mod patches;
mod pod;
mod workload;

pub use facts::{amount, item_of_profiles, items, label_selector, labels};
pub use field::{Field, Recorder, WrongType};
pub use kustomization::is_kustomization;
pub use object::{Object, Objects, objects, objects_of_file};
pub use pod::{Container, Os, Pod};
pub use workload::{Reference, references, uses};
