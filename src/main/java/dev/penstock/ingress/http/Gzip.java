package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// Unpacks bodies; blocks for as long as that takes.
final class Gzip {
  private static final int PART = 64 * 1024;

  private Gzip() {}

  /// - **Fails** by throwing `TOO_LARGE` as soon as the result would be, `OVERLOADED` when too much
  ///   is in flight for it, `INVALID` for what is no gzip.
  ///
  /// @param permit held for what is unpacked, too
  static byte[] unpack(byte[] packed, int maxBytes, Permit permit) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      var plain = new ByteArrayOutputStream((int) Math.min(maxBytes, 4L * packed.length));
      byte[] part = new byte[PART];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        if (plain.size() + read > maxBytes) {
          throw BodyCollector.tooLarge(maxBytes);
        }
        permit.grow(read);
        plain.write(part, 0, read);
      }
      return plain.toByteArray();
    } catch (EOFException cutOff) {
      throw new PushException(FailureKind.INVALID, "the body is no gzip: it ends too early");
    } catch (IOException broken) {
      throw new PushException(FailureKind.INVALID, "the body is no gzip: " + broken.getMessage());
    }
  }
}
