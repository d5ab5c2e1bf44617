//! Handles of this engine: a document's segment and its number there, in one number that keeps their order.

use tantivy::DocAddress;

use crate::engine::candidate::Handle;

/// The handle of a document.
pub fn handle(address: DocAddress) -> Handle {
    Handle(u64::from(address.segment_ord) << 32 | u64::from(address.doc_id))
}

/// Whether two handles are of one segment.
pub fn are_in_one_segment(a: Handle, b: Handle) -> bool {
    a.0 >> 32 == b.0 >> 32
}

/// The document of a handle.
pub fn address(handle: Handle) -> DocAddress {
    DocAddress::new((handle.0 >> 32) as u32, handle.0 as u32)
}
