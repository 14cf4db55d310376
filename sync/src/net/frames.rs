//! Frames on a stream of bytes: a big-endian `u32` length, then that many bytes.
//!
//! Invariant: a length is checked before anything is allocated, and memory grows only with what has arrived.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::limits::FRAME_STEP_BYTES;

/// A frame that could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    /// The length is 0 or beyond the bound.
    #[error("A frame has a forbidden length")]
    BadLength,
    /// The stream ended inside a frame.
    #[error("A frame was cut short")]
    CutShort,
    /// The stream itself failed.
    #[error("The stream failed")]
    Stream(#[source] io::Error),
}

fn stream_error(error: io::Error) -> FrameError {
    if error.kind() == io::ErrorKind::UnexpectedEof { FrameError::CutShort } else { FrameError::Stream(error) }
}

/// Reads one frame; `None` if the stream ended before it began.
pub(super) async fn read_frame<R>(stream: &mut R, frame_bytes_max: usize) -> Result<Option<Vec<u8>>, FrameError>
where
    R: AsyncRead + Unpin,
{
    let mut length = [0; 4];
    if stream.read(&mut length[..1]).await.map_err(stream_error)? == 0 {
        return Ok(None);
    }
    stream.read_exact(&mut length[1..]).await.map_err(stream_error)?;
    let length = u32::from_be_bytes(length) as usize;
    if length == 0 || length > frame_bytes_max {
        return Err(FrameError::BadLength);
    }
    let mut bytes = Vec::new();
    while bytes.len() < length {
        let from = bytes.len();
        bytes.resize(length.min(from + FRAME_STEP_BYTES), 0);
        stream.read_exact(&mut bytes[from..]).await.map_err(stream_error)?;
    }
    Ok(Some(bytes))
}

/// Writes one frame.
pub(super) async fn write_frame<W>(stream: &mut W, bytes: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    stream.write_all(&length.to_be_bytes()).await?;
    stream.write_all(bytes).await
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use tokio::io::ReadBuf;

    use super::*;
    use crate::limits::FRAME_BYTES_MAX;

    async fn read(bytes: &[u8], max: usize) -> Result<Option<Vec<u8>>, FrameError> {
        read_frame(&mut &bytes[..], max).await
    }

    #[tokio::test]
    async fn frames_survive_the_stream() {
        let mut stream = Vec::new();
        let long = vec![9; 3 * FRAME_STEP_BYTES + 5];
        write_frame(&mut stream, b"a").await.unwrap();
        write_frame(&mut stream, &long).await.unwrap();
        let mut rest = &stream[..];
        assert_eq!(read_frame(&mut rest, FRAME_BYTES_MAX).await.unwrap().unwrap(), b"a");
        assert_eq!(read_frame(&mut rest, FRAME_BYTES_MAX).await.unwrap().unwrap(), long);
        assert!(read_frame(&mut rest, FRAME_BYTES_MAX).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn forbidden_lengths_are_refused_from_the_length_alone() {
        assert!(matches!(read(&[0, 0, 0, 0], 10).await, Err(FrameError::BadLength)));
        assert!(matches!(read(&[0, 0, 0, 11], 10).await, Err(FrameError::BadLength)));
        assert!(matches!(read(&[0xff; 4], FRAME_BYTES_MAX).await, Err(FrameError::BadLength)));
    }

    #[tokio::test]
    async fn a_frame_cut_short_is_not_delivered() {
        assert!(matches!(read(&[0, 0], 10).await, Err(FrameError::CutShort)));
        assert!(matches!(read(&[0, 0, 0, 3, 1, 2], 10).await, Err(FrameError::CutShort)));
    }

    /// Promises a full frame, sends ten bytes of it, and notes the most room it was ever offered.
    struct Dripping {
        sent: usize,
        offered_max: usize,
    }

    impl AsyncRead for Dripping {
        fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, room: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            self.offered_max = self.offered_max.max(room.remaining());
            let promise = (FRAME_BYTES_MAX as u32).to_be_bytes();
            match self.sent {
                0..4 => {
                    let take = room.remaining().min(4 - self.sent);
                    room.put_slice(&promise[self.sent..self.sent + take]);
                    self.sent += take;
                }
                4..14 => {
                    room.put_slice(&[1]);
                    self.sent += 1;
                }
                _ => {}
            }
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn a_promised_length_is_not_allocated_before_it_arrives() {
        let mut dripping = Dripping { sent: 0, offered_max: 0 };
        assert!(matches!(read_frame(&mut dripping, FRAME_BYTES_MAX).await, Err(FrameError::CutShort)));
        assert!(dripping.offered_max <= FRAME_STEP_BYTES, "offered {}", dripping.offered_max);
    }
}
