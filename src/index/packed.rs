//! Numbers in few bytes: one byte for the small ones, two or three for most others, five at most.
//!
//! The first byte says how many follow, so that a number is read without a loop, unlike in LEB128; and one byte has 192 numbers, not 128.

/// First bytes below this are a number.
const ONE_BYTE: u32 = 0xC0;
/// First bytes from [`ONE_BYTE`] on and below this stand before one other byte.
const TWO_BYTES: u32 = 0xF0;
/// First bytes from [`TWO_BYTES`] on and below this stand before two others. The last one stands before four.
const THREE_BYTES: u32 = 0xFF;

/// The first number that takes two bytes.
const TWO: u32 = ONE_BYTE;
/// The first number that takes three bytes.
const THREE: u32 = TWO + ((TWO_BYTES - ONE_BYTE) << 8);
/// The first number that takes five bytes.
const FIVE: u32 = THREE + ((THREE_BYTES - TWO_BYTES) << 16);

/// Appends a number.
#[inline]
pub fn write(number: u32, bytes: &mut Vec<u8>) {
    let mut room = [0; 5];
    let length = put(number, &mut room);
    bytes.extend_from_slice(&room[..length as usize]);
}

/// The bytes that a number takes.
#[inline]
pub fn length(number: u32) -> u32 {
    match number {
        0..TWO => 1,
        TWO..THREE => 2,
        THREE..FIVE => 3,
        FIVE.. => 5,
    }
}

/// Writes a number where there is room for it, and says how many bytes it takes.
#[inline]
pub fn put(number: u32, room: &mut [u8]) -> u32 {
    match number {
        0..TWO => room[0] = number as u8,
        TWO..THREE => room[..2].copy_from_slice(&(((ONE_BYTE << 8) + (number - TWO)) as u16).to_be_bytes()),
        THREE..FIVE => room[..3].copy_from_slice(&((TWO_BYTES << 16) + (number - THREE)).to_be_bytes()[1..]),
        FIVE.. => {
            room[0] = THREE_BYTES as u8;
            room[1..5].copy_from_slice(&number.to_be_bytes());
        }
    }
    length(number)
}

/// Takes a number from the front; none where there is none.
#[inline]
pub fn read(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first()?;
    let first = u32::from(*first);
    let (number, rest) = match (first, rest) {
        (0..ONE_BYTE, rest) => (first, rest),
        (ONE_BYTE..TWO_BYTES, [a, rest @ ..]) => (TWO + ((first - ONE_BYTE) << 8 | u32::from(*a)), rest),
        (TWO_BYTES..THREE_BYTES, [a, b, rest @ ..]) => {
            (THREE + ((first - TWO_BYTES) << 16 | u32::from(*a) << 8 | u32::from(*b)), rest)
        }
        (_, [a, b, c, d, rest @ ..]) => (u32::from_be_bytes([*a, *b, *c, *d]), rest),
        _ => return None,
    };
    *bytes = rest;
    Some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_take_few_bytes() {
        #[track_caller]
        fn check(number: u32, expected: &[u8]) {
            let mut bytes = Vec::new();
            write(number, &mut bytes);
            assert_eq!(bytes, expected);
            let mut room = [0; 9];
            let taken = put(number, &mut room) as usize;
            assert_eq!((&room[..taken], length(number) as usize), (expected, taken));
        }
        check(0, &[0]);
        check(191, &[0xBF]);
        check(192, &[0xC0, 0]);
        check(12_479, &[0xEF, 0xFF]);
        check(12_480, &[0xF0, 0, 0]);
        check(995_519, &[0xFE, 0xFF, 0xFF]);
        check(995_520, &[0xFF, 0, 0x0F, 0x30, 0xC0]);
        check(u32::MAX, &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
    }

    #[test]
    fn what_is_cut_off_is_no_number() {
        for bytes in [&[][..], &[0xC0], &[0xF0, 1], &[0xFF, 1, 2, 3]] {
            assert_eq!(read(&mut &*bytes), None);
        }
    }

    proptest! {
        #[test]
        fn numbers_are_read_as_they_were_written(numbers in prop::collection::vec((0..=32_u32, any::<u32>()), 0..50)) {
            // Half of all numbers have 32 bits, a quarter 31.
            let numbers: Vec<u32> = numbers.into_iter().map(|(bits, number)| number & (1_u64 << bits).wrapping_sub(1) as u32).collect();
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| write(*number, &mut bytes));
            let (mut left, mut found) = (&*bytes, Vec::new());
            while let Some(number) = read(&mut left) {
                found.push(number);
            }
            prop_assert_eq!(found, numbers);
            prop_assert!(left.is_empty());
        }
    }
}
