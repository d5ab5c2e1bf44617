//! Random numbers that are the same on every machine for the same seed.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
pub struct Random {
    state: u64,
}

impl Random {
    /// One stream for each pair of seed and number: what page 7 says does not depend on whether page 6 was made.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut mixed = Self { state: seed };
        let start = mixed.next() ^ stream.wrapping_mul(0xd6e8_feb8_6659_fd93);
        let mut random = Self { state: start };
        random.state = random.next();
        random
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, without 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// A place in a list of `n` that begins with what is frequent: rank k comes up in proportion to 1 / (k + shift), which
    /// is Zipf's law as Mandelbrot bent it at the top. With the exponent 1 its distribution is a logarithm, and the inverse
    /// of that a power.
    pub fn rank(&mut self, n: usize, shift: f64) -> usize {
        let rank = shift * ((n as f64 + shift) / shift).powf(self.unit()) - shift;
        (rank as usize).min(n - 1)
    }

    pub fn zipf<'a, T>(&mut self, items: &'a [T], shift: f64) -> &'a T {
        &items[self.rank(items.len(), shift)]
    }

    /// A log-normal number: lengths of texts and weights of pages are spread like that.
    pub fn spread(&mut self, median: f64, sigma: f64) -> f64 {
        // Box and Muller's transform.
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.unit()).cos();
        median * (sigma * normal).exp()
    }
}
