package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.encoding.FieldHash;
import dev.penstock.model.FeatureView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Names of the fields that a hash has for one view.
///
/// ```text
/// _ts:driver_stats    event time
/// _ct:driver_stats    created time, Penstock's own: Feast reads over it
/// 6160e3da            driver_stats:conv_rate
/// ```
final class ViewFields {
  static final String EVENT_TIME = "_ts:";
  private static final String CREATED_TIME = "_ct:";

  private final String view;
  private final byte[] eventTime;
  private final byte[] createdTime;
  private final Map<String, byte[]> features = new HashMap<>();

  ViewFields(String view) {
    this.view = view;
    this.eventTime = (EVENT_TIME + view).getBytes(UTF_8);
    this.createdTime = (CREATED_TIME + view).getBytes(UTF_8);
  }

  ViewFields(FeatureView view) {
    this(view.name());
    view.features()
        .forEach(feature -> features.put(feature.name(), hashed(view.name(), feature.name())));
  }

  byte[] eventTime() {
    return eventTime;
  }

  byte[] createdTime() {
    return createdTime;
  }

  /// Those of all features of a view, in their order.
  List<byte[]> features(FeatureView definition) {
    return definition.features().stream().map(feature -> feature(feature.name())).toList();
  }

  byte[] feature(String name) {
    byte[] known = features.get(name);
    return known == null ? hashed(view, name) : known;
  }

  private static byte[] hashed(String view, String feature) {
    return ByteBuffer.allocate(Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(FieldHash.of(view, feature))
        .array();
  }
}
