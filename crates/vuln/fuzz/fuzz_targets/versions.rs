//! The first byte picks the order; three lines follow, which must keep what makes an order.
#![no_main]

use std::cmp::Ordering;

use sekimori_vuln::Order;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let order = Order::ALL[usize::from(*pick) % Order::ALL.len()];
    let text = String::from_utf8_lossy(rest);
    let mut lines = text.splitn(3, '\n');
    let [a, b, c] = [(); 3].map(|()| lines.next().unwrap_or_default());
    let takes = |text| order.compare(text, text).inspect(|found| assert!(found.is_eq())).is_ok();
    let compare = |left, right| {
        let found = order.compare(left, right);
        assert_eq!(found.is_ok(), takes(left) && takes(right));
        found
    };
    let (Ok(ab), Ok(bc), Ok(ac)) = (compare(a, b), compare(b, c), compare(a, c)) else { return };
    assert_eq!(order.compare(b, a), Ok(ab.reverse()));
    if ab == bc || ab == Ordering::Equal || bc == Ordering::Equal {
        assert_eq!(ac, ab.then(bc), "{}: {a:?} {b:?} {c:?}", order.name());
    }
});
