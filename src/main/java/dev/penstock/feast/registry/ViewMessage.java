package dev.penstock.feast.registry;

import dev.penstock.feast.proto.DataSource;
import dev.penstock.feast.proto.FeatureSpec;
import dev.penstock.feast.proto.FeatureView;
import dev.penstock.feast.proto.FeatureViewMeta;
import dev.penstock.feast.proto.LabelView;
import dev.penstock.feast.proto.StreamFeatureView;
import dev.penstock.model.FeatureView.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the messages of all kinds of views say alike.
///
/// @param features with the join keys in a stream view
/// @param batchSource the default message where there is none
/// @param streamSource a push or stream source; the default message where there is none
/// @param disabled whether pushes skip it
record ViewMessage(
    String name,
    String project,
    Kind kind,
    List<String> entities,
    List<FeatureSpec> entityColumns,
    List<FeatureSpec> features,
    Duration ttl,
    DataSource batchSource,
    DataSource streamSource,
    boolean online,
    boolean disabled,
    Map<String, String> tags,
    FeatureViewMeta meta) {
  ViewMessage {
    entities = List.copyOf(entities);
    entityColumns = List.copyOf(entityColumns);
    features = List.copyOf(features);
    tags = Map.copyOf(tags);
  }

  /// What a person calls it.
  String what() {
    String word =
        switch (kind) {
          case FEATURE_VIEW -> "feature view ";
          case STREAM_FEATURE_VIEW -> "stream feature view ";
          case LABEL_VIEW -> "label view ";
        };
    return word + name;
  }

  boolean isPushed() {
    return streamSource.getType() == DataSource.SourceType.PUSH_SOURCE;
  }

  static ViewMessage of(FeatureView message) {
    var spec = message.getSpec();
    return new ViewMessage(
        spec.getName(),
        spec.getProject(),
        Kind.FEATURE_VIEW,
        spec.getEntitiesList(),
        spec.getEntityColumnsList(),
        spec.getFeaturesList(),
        duration(spec.getTtl()),
        batchSource(spec.getBatchSource(), spec.getStreamSource()),
        spec.getStreamSource(),
        spec.getOnline(),
        spec.getDisabled(),
        spec.getTagsMap(),
        message.getMeta());
  }

  static ViewMessage of(StreamFeatureView message) {
    var spec = message.getSpec();
    return new ViewMessage(
        spec.getName(),
        spec.getProject(),
        Kind.STREAM_FEATURE_VIEW,
        spec.getEntitiesList(),
        spec.getEntityColumnsList(),
        spec.getFeaturesList(),
        duration(spec.getTtl()),
        batchSource(spec.getBatchSource(), spec.getStreamSource()),
        spec.getStreamSource(),
        spec.getOnline(),
        spec.getDisabled(),
        spec.getTagsMap(),
        message.getMeta());
  }

  static ViewMessage of(LabelView message) {
    var spec = message.getSpec();
    var source = spec.getSource();
    boolean batch = !source.hasBatchSource();
    return new ViewMessage(
        spec.getName(),
        spec.getProject(),
        Kind.LABEL_VIEW,
        spec.getEntitiesList(),
        spec.getEntityColumnsList(),
        spec.getFeaturesList(),
        duration(spec.getTtl()),
        batch ? source : source.getBatchSource(),
        batch ? DataSource.getDefaultInstance() : source,
        spec.getOnline(),
        false,
        spec.getTagsMap(),
        message.getMeta());
  }

  /// The view's own copy says more, but may be missing where a stream source has one.
  private static DataSource batchSource(DataSource batch, DataSource stream) {
    return batch.getType() != DataSource.SourceType.INVALID ? batch : stream.getBatchSource();
  }

  private static Duration duration(com.google.protobuf.Duration ttl) {
    return Duration.ofSeconds(ttl.getSeconds(), ttl.getNanos());
  }
}
