package dev.penstock.ingress.http;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// Unpacks bodies; blocks for as long as that takes.
final class Gzip {
  private Gzip() {}

  /// - **Fails** by throwing `TOO_LARGE` as soon as the result would be, `INVALID` for what is no
  ///   gzip.
  static byte[] unpack(byte[] packed, int maxBytes) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw BodyCollector.tooLarge(maxBytes);
      }
      return plain;
    } catch (IOException broken) {
      throw new PushException(FailureKind.INVALID, "the body is no gzip: " + broken.getMessage());
    }
  }
}
