//! An image of two gigabytes in a hundred thousand files, made for the moment.

use std::fs;
use std::process::Command;

use sekimori_tests::BigImage;
use serde_json::Value;

use crate::folder::{Folder, TODAY};
use crate::measured::{beside, peak_bytes};

/// What the whole of it may take, however large the image is.
const MOST_BYTES: f64 = 200e6;

#[test]
#[ignore = "heavy: make e2e"]
fn two_gigabytes_are_read_in_less_than_200_megabytes() {
    let folder = Folder::new();
    let layout = folder.join("image");
    let made = Command::new(beside("big_image")).arg(&layout).output().expect("it starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bytes: u64 = String::from_utf8_lossy(&made.stdout).trim().parse().expect("a number");
    assert!(bytes > 2_000_000_000, "{bytes}");

    let (image, out) = (format!("oci:{}", layout.display()), folder.join("out.json").display().to_string());
    let told = || serde_json::from_slice::<Value>(&fs::read(&out).expect("it was written")).expect("JSON");
    let common = [image.as_str(), "--no-cache", "--now", TODAY, "--quiet", "--output", &out];
    let peak = peak_bytes(&[&["image"], &common[..], &["--exit-zero", "--format", "json"]].concat());
    assert!(peak < MOST_BYTES, "image: {peak} bytes at the peak");
    let report = told();
    let seen = &report["summary"]["image"];
    assert_eq!(seen["packages"], BigImage::PACKAGES);
    assert_eq!(seen["layers"], 4);
    let files = seen["files"].as_u64().expect("a number");
    assert!(files >= u64::from(BigImage::TWO_GIGABYTES.small), "{files}");
    // Files beyond what is searched for secrets are named, and nothing else is.
    for finding in report["findings"].as_array().expect("a list") {
        let is_fine = finding["outcome"] != "not-analysed" || finding["reason"] == "too-large";
        assert!(is_fine, "{finding:#}");
    }

    let peak = peak_bytes(&[&["sbom"], &common[..]].concat());
    assert!(peak < MOST_BYTES, "sbom: {peak} bytes at the peak");
    let components = told()["components"].as_array().expect("a list").len();
    assert_eq!(components, BigImage::PACKAGES as usize + 1);
}
