//! The lengths of articles over several fields, as BM25F normalises frequencies by them.

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;

use super::statistics::{TermStatistics, WeightedField};
use crate::engine::ranking::Ranking;

/// The normalisation of frequencies by the lengths of articles, over some fields.
#[derive(Debug, Clone)]
pub struct Lengths {
    pub fields: Vec<WeightedField>,
    pub average: f32,
    /// The weighted length in each field, by the byte that stands for the length.
    weighted: Vec<[f32; 256]>,
    /// By the byte that stands for the length over all: `1 / (k1 × (1 − b + b × length / average))`.
    inverse: [f32; 256],
}

impl Lengths {
    pub fn new(fields: &[WeightedField], statistics: &TermStatistics) -> Self {
        let tokens: f64 =
            fields.iter().map(|(field, weight)| f64::from(*weight) * statistics.collection.tokens(field.stems)).sum();
        let average = ((tokens.trunc() / statistics.collection.articles.max(1) as f64) as f32).max(1.0);
        let Ranking { k1, b, .. } = *statistics.ranking;
        let by_byte = |value: &dyn Fn(f32) -> f32| {
            std::array::from_fn(|byte| value(FieldNormReader::id_to_fieldnorm(byte as u8) as f32))
        };
        let inverse = by_byte(&|length| 1.0 / (k1 * ((1.0 - b) + b * length / average)));
        let weighted = fields.iter().map(|(_, weight)| by_byte(&|length| weight * length)).collect();
        Self { fields: fields.to_vec(), average, weighted, inverse }
    }

    pub fn open(&self, segment: &SegmentReader) -> tantivy::Result<SegmentLengths<'_>> {
        let mut fields = Vec::new();
        for ((field, _), weighted) in self.fields.iter().zip(&self.weighted) {
            fields.push((segment.get_fieldnorms_reader(field.stems)?, weighted));
        }
        Ok(SegmentLengths { fields, inverse: &self.inverse })
    }
}

pub struct SegmentLengths<'a> {
    fields: Vec<(FieldNormReader, &'a [f32; 256])>,
    inverse: &'a [f32; 256],
}

impl SegmentLengths<'_> {
    /// The length of an article over the fields, as precisely as a byte has it.
    fn byte(&self, doc: DocId) -> u8 {
        let length: f32 = self.fields.iter().map(|(field, weighted)| weighted[field.fieldnorm_id(doc) as usize]).sum();
        // Java's Math.round.
        byte_of((length + 0.5) as u32)
    }

    pub fn length(&self, doc: DocId) -> u32 {
        FieldNormReader::id_to_fieldnorm(self.byte(doc))
    }

    pub fn inverse(&self, doc: DocId) -> f32 {
        self.inverse[self.byte(doc) as usize]
    }

    /// The greatest that an article may have: that of one without a word.
    pub fn greatest_inverse(&self) -> f32 {
        self.inverse[0].min(f32::MAX)
    }
}

/// Lucene's `SmallFloat.intToByte4`, without the search through a table that tantivy's `fieldnorm_to_id` makes.
fn byte_of(length: u32) -> u8 {
    /// Lengths below this one are kept as they are. Of longer ones, the first four bits are kept.
    const FREE: u32 = 24;
    let Some(rest) = length.checked_sub(FREE) else { return length as u8 };
    if rest < 8 {
        return (FREE + rest) as u8;
    }
    let shift = 28 - rest.leading_zeros();
    (FREE + (((rest >> shift) & 7) | ((shift + 1) << 3))) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_keeps_a_length_as_tantivy_and_lucene_do() {
        for length in (0..5000).chain((5000..2_000_000_000).step_by(4_999_999)) {
            assert_eq!(byte_of(length), FieldNormReader::fieldnorm_to_id(length), "{length}");
        }
    }
}
