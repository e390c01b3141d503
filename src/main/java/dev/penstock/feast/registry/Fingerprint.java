package dev.penstock.feast.registry;

import com.google.protobuf.UnknownFieldSet;
import dev.penstock.feast.proto.FeatureViewMeta;
import dev.penstock.feast.proto.Registry;
import dev.penstock.registry.ContentHash;

/// Tells registries apart by what they define. Feast rewrites its registry with every view that it
/// materializes, which changes times, intervals and states only.
final class Fingerprint {
  private Fingerprint() {}

  static String of(Registry registry) {
    var kept = registry.toBuilder();
    var _ =
        kept.clearVersionId()
            .clearLastUpdated()
            .clearFeatureViewVersionHistory()
            .setUnknownFields(UnknownFieldSet.getDefaultInstance());
    kept.getFeatureViewsBuilderList().forEach(view -> view.setMeta(kept(view.getMeta())));
    kept.getStreamFeatureViewsBuilderList().forEach(view -> view.setMeta(kept(view.getMeta())));
    kept.getLabelViewsBuilderList().forEach(view -> view.setMeta(kept(view.getMeta())));
    return ContentHash.of(kept.build().toByteArray());
  }

  private static FeatureViewMeta kept(FeatureViewMeta meta) {
    return FeatureViewMeta.newBuilder()
        .setCurrentVersionNumber(meta.getCurrentVersionNumber())
        .build();
  }
}
