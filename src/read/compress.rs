//! Decompression on the fly; how much may come out is the business of whoever reads.

use super::open::Stream;
use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use std::io::{self, BufRead, BufReader, Read};

/// What was packed with gzip in `stream`.
pub(super) fn gunzipped(stream: Stream) -> Stream {
    Box::new(MultiGzDecoder::new(stream))
}

/// What was packed with Zstandard in `stream`.
pub(super) fn unzstd(stream: Stream) -> Stream {
    Box::new(Frames { source: Some(BufReader::new(stream)), frame: None })
}

/// The frames of a Zstandard file, one after another.
struct Frames {
    source: Option<BufReader<Stream>>,
    frame: Option<StreamingDecoder<BufReader<Stream>, FrameDecoder>>,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                self.source = self.frame.take().map(StreamingDecoder::into_inner);
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.frame = Some(StreamingDecoder::new(source).map_err(io::Error::other)?);
        }
    }
}
