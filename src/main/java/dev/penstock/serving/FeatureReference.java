package dev.penstock.serving;

import dev.penstock.model.PushException;
import java.util.Locale;

/// A reference `view:feature`, or `view@version:feature` with a version that stands for the newest.
record FeatureReference(String view, String feature) {

  static FeatureReference parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw invalid("feature reference '" + text + "' is not of the form '<view>:<feature>'");
    }
    return new FeatureReference(viewOf(text.substring(0, colon), text), text.substring(colon + 1));
  }

  /// What follows an `@` and looks like a version is one; anything else belongs to the name, which
  /// then is nobody's.
  private static String viewOf(String qualified, String text) {
    int at = qualified.indexOf('@');
    if (at < 0) {
      return qualified;
    }
    String version = qualified.substring(at + 1).toLowerCase(Locale.ROOT);
    if (version.isEmpty() || version.equals("latest")) {
      return qualified.substring(0, at);
    }
    if (isNumbered(version)) {
      throw invalid(
          "feature reference '"
              + text
              + "' asks for a version; versions of views are not kept, leave out '@"
              + qualified.substring(at + 1)
              + "'");
    }
    return qualified;
  }

  private static boolean isNumbered(String version) {
    return version.length() > 1
        && version.charAt(0) == 'v'
        && version.chars().skip(1).allMatch(digit -> digit >= '0' && digit <= '9');
  }

  private static PushException invalid(String message) {
    return Requests.invalid("features", message);
  }
}
