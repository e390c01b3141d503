package dev.penstock.online.embedded;

import dev.penstock.model.ValueType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A view of the catalogue as bytes.
///
/// ```text
/// format 1 | view id | n | n x (join key, type code) | m | m x (feature, id, type code)
/// ```
final class StoredViewCodec {
  private static final int FORMAT = 1;

  private StoredViewCodec() {}

  static byte[] write(StoredView view) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeByte(FORMAT);
    out.writeInt(view.id());
    out.writeInt(view.joinKeys().size());
    for (var key : view.joinKeys().entrySet()) {
      out.writeUTF(key.getKey());
      out.writeInt(key.getValue().code());
    }
    out.writeInt(view.features().size());
    for (var feature : view.features().entrySet()) {
      out.writeUTF(feature.getKey());
      out.writeInt(feature.getValue().id());
      out.writeInt(feature.getValue().type().code());
    }
    return bytes.toByteArray();
  }

  static StoredView read(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("its catalogue has the format " + format + ", expected " + FORMAT);
    }
    int id = in.readInt();
    Map<String, ValueType> joinKeys = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      joinKeys.put(in.readUTF(), type(in.readInt()));
    }
    Map<String, StoredView.Feature> features = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      features.put(in.readUTF(), new StoredView.Feature(in.readInt(), type(in.readInt())));
    }
    return new StoredView(id, joinKeys, features);
  }

  private static ValueType type(int code) throws IOException {
    return Arrays.stream(ValueType.values())
        .filter(type -> type.code() == code)
        .findFirst()
        .orElseThrow(() -> new IOException("its catalogue has the unknown type code " + code));
  }
}
