/// Feast's repositories: what `feature_store.yaml` says, as Penstock's own settings.
@org.jspecify.annotations.NullMarked
package dev.penstock.feast;
