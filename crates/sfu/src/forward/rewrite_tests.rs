use std::time::Duration;

use super::*;
use crate::testing::origin;

const VIDEO: u32 = 90_000;

fn at(ms: u64) -> Instant {
    origin() + Duration::from_millis(ms)
}

fn packet(seq: u64, timestamp: u32) -> Incoming {
    Incoming {
        seq,
        timestamp,
        capture: None,
    }
}

fn captured(seq: u64, timestamp: u32, ms: i64) -> Incoming {
    Incoming {
        seq,
        timestamp,
        capture: Some(ms * 1000),
    }
}

/// Begins and forwards the first packet.
fn switch(munger: &mut Munger, now: Instant, first: Incoming) -> Outgoing {
    munger.begin(now, first);
    munger.rewrite(now, first).unwrap()
}

#[test]
fn nothing_goes_out_before_a_source_begins() {
    let mut munger = Munger::new(100, VIDEO);
    assert_eq!(munger.rewrite(at(0), packet(1, 1)), None);
}

#[test]
fn the_first_source_starts_at_the_given_number_with_its_own_timestamps() {
    let mut munger = Munger::new(100, VIDEO);
    let first = switch(&mut munger, at(0), packet(70_000, 5_000));
    assert_eq!(
        first,
        Outgoing {
            seq: 100,
            timestamp: 5_000
        }
    );
    let next = munger.rewrite(at(1), packet(70_001, 8_000)).unwrap();
    assert_eq!(
        next,
        Outgoing {
            seq: 101,
            timestamp: 8_000
        }
    );
}

#[test]
fn losses_stay_losses_and_late_packets_fill_them() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), packet(10, 0));
    assert_eq!(munger.rewrite(at(1), packet(14, 0)).unwrap().seq, 4);
    assert_eq!(munger.rewrite(at(2), packet(12, 0)).unwrap().seq, 2);
    assert_eq!(munger.rewrite(at(2), packet(11, 0)).unwrap().seq, 1);
}

#[test]
fn duplicates_and_packets_from_before_the_start_are_dropped() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), packet(10, 0));
    for seq in [10, 9, 0] {
        assert_eq!(munger.rewrite(at(1), packet(seq, 0)), None, "{seq}");
    }
    munger.rewrite(at(1), packet(10 + 2 * WINDOW, 0)).unwrap();
    assert_eq!(munger.rewrite(at(1), packet(10 + 2 * WINDOW, 0)), None);
    assert_eq!(munger.rewrite(at(2), packet(11, 0)), None, "too late to know");
    assert!(
        munger.rewrite(at(2), packet(11 + WINDOW, 0)).is_some(),
        "just inside the window"
    );
}

#[test]
fn padding_closes_its_gap_when_nothing_is_missing_before_it() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), packet(10, 0));
    munger.skip(11);
    munger.skip(12);
    assert_eq!(munger.rewrite(at(1), packet(13, 1)).unwrap().seq, 1);
    assert_eq!(munger.rewrite(at(1), packet(15, 2)).unwrap().seq, 3);
    munger.skip(17);
    assert_eq!(
        munger.rewrite(at(1), packet(16, 2)).unwrap().seq,
        4,
        "late, at its own place"
    );
    assert_eq!(munger.rewrite(at(1), packet(14, 1)).unwrap().seq, 2);
    assert_eq!(munger.rewrite(at(1), packet(12, 1)), None, "skipped before");
    assert_eq!(munger.rewrite(at(1), packet(18, 3)).unwrap().seq, 6, "17 stays a gap");
}

#[test]
fn a_switch_goes_on_with_the_next_number_and_the_time_that_passed() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), packet(10, 1_000));
    munger.rewrite(at(33), packet(11, 3_970)).unwrap();
    let first = switch(&mut munger, at(133), packet(55_555, 777));
    assert_eq!(
        first,
        Outgoing {
            seq: 2,
            timestamp: 3_970 + 9_000
        }
    );
    let next = munger.rewrite(at(166), packet(55_556, 777 + 2_970)).unwrap();
    assert_eq!(
        next,
        Outgoing {
            seq: 3,
            timestamp: 3_970 + 9_000 + 2_970
        }
    );
    assert_eq!(
        munger.rewrite(at(166), packet(55_554, 700)),
        None,
        "sent before the switch"
    );
}

#[test]
fn a_switch_at_the_same_moment_still_advances() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(5), packet(10, 1_000));
    assert_eq!(switch(&mut munger, at(5), packet(1, 9)).timestamp, 1_001);
}

#[test]
fn capture_times_beat_arrival_times() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), captured(10, 1_000, 0));
    // Captured 100 ms after, but 60 ms late on its way.
    let first = switch(&mut munger, at(160), captured(1, 9, 100));
    assert_eq!(first.timestamp, 1_000 + 9_000);
    // Back again: the lateness did not add up.
    let back = switch(&mut munger, at(200), captured(16, 0, 200));
    assert_eq!(back.timestamp, 1_000 + 18_000);
}

#[test]
fn capture_times_far_from_the_time_that_passed_are_not_believed() {
    for wrong in [-5_000, 5_000] {
        let mut munger = Munger::new(0, VIDEO);
        switch(&mut munger, at(0), captured(10, 1_000, 0));
        let first = switch(&mut munger, at(100), captured(1, 9, wrong));
        assert_eq!(first.timestamp, 1_000 + 9_000, "{wrong}");
        // From here on the new time line holds.
        let next = switch(&mut munger, at(230), captured(50, 9, wrong + 100));
        assert_eq!(next.timestamp, 1_000 + 18_000, "{wrong}");
    }
}

#[test]
fn a_capture_just_before_the_last_frame_advances_by_one_tick() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), captured(10, 1_000, 0));
    munger.rewrite(at(100), captured(11, 10_000, 100)).unwrap();
    assert_eq!(switch(&mut munger, at(101), captured(1, 9, 90)).timestamp, 10_001);
}

#[test]
fn timestamps_wrap() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), packet(10, u32::MAX - 10));
    assert_eq!(munger.rewrite(at(1), packet(11, 79)).unwrap().timestamp, 79);
    assert_eq!(switch(&mut munger, at(2), packet(1, 5)).timestamp, 79 + 90);
}

#[test]
fn numbers_never_repeat_over_many_switches_with_loss_and_reorder() {
    let mut munger = Munger::new(65_000, VIDEO);
    let mut sent = std::collections::HashSet::new();
    let mut now = 0;
    for source in 0_u64..50 {
        let start = source * 7_919;
        switch(&mut munger, at(now), packet(start, 0));
        for step in [2_u64, 1, 3, 7, 5, 6, 1, 200, 199] {
            now += 3;
            if let Some(out) = munger.rewrite(at(now), packet(start + step, 0)) {
                assert!(sent.insert(out.seq), "{} twice", out.seq);
            }
        }
    }
    assert_eq!(sent.len(), 50 * 8, "one duplicate in each source");
}

#[test]
fn much_padding_never_repeats_a_number() {
    let mut munger = Munger::new(0, VIDEO);
    switch(&mut munger, at(0), packet(0, 0));
    let mut expected = 0;
    for round in 0..100 {
        munger.skip(round * 3 + 1);
        for seq in [round * 3 + 2, round * 3 + 3] {
            expected += 1;
            assert_eq!(munger.rewrite(at(round), packet(seq, 0)).unwrap().seq, expected);
        }
    }
}
