//! The rough network of `understory_tests::forwarder` in a process of its own, led line by line.

use std::io::Write as _;

use understory_tests::forwarder::{Forwarder, Roughness};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [near, far, callee, seed, lost, delay, jitter] = &arguments[..] else {
        panic!("usage: forwarder NEAR FAR CALLEE SEED LOST_PERCENT DELAY_MS JITTER_MS")
    };
    let at = |text: &String| text.parse().expect("an address");
    let number = |text: &String| text.parse().expect("a number");
    let rough = Roughness { lost_percent: number(lost), delay_ms: number(delay), jitter_ms: number(jitter) };
    let forwarder = Forwarder::start(at(near), at(far), at(callee), number(seed), rough).expect("sockets");
    answer("ok");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            "cut" => forwarder.cut(true),
            "mend" => forwarder.cut(false),
            "move" => forwarder.move_address().expect("another port"),
            "count" => {
                let (taken, lost) = forwarder.count();
                answer(&format!("ok {taken} {lost}"));
                continue;
            }
            other => panic!("no step: {other}"),
        }
        answer("ok");
    }
}

fn answer(line: &str) {
    println!("{line}");
    std::io::stdout().flush().expect("somebody listens");
}
