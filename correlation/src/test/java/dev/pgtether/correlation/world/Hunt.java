package dev.pgtether.correlation.world;

import java.util.*;

public class Hunt {
  static long SEED0 = 0;

  public static void main(String[] a) {
    int n = Integer.parseInt(a[0]);
    double pipe = Double.parseDouble(a[1]);
    long notice = Long.parseLong(a[2]);
    if (a.length > 5) SEED0 = Long.parseLong(a[5]);
    int show = Integer.parseInt(a[3]);
    Map<String, Integer> kinds = new TreeMap<>();
    Map<String, String> ex = new TreeMap<>();
    for (long s = SEED0; s < SEED0 + n; s++) {
      try {
        WorldTest.audits(
            s * 7919L,
            new Manners(s % 4 == 0, s % 3 != 0, 0.25, pipe, notice, a[4].equals("detours")));
      } catch (AssertionError e) {
        String m = e.getMessage();
        var ev =
            new java.util.regex.Matcher[] {
              java.util.regex.Pattern.compile("verdict=(\\w+).*?evidence=\\[Evidence\\[code=(\\w+)")
                  .matcher(m)
            };
        String k =
            m.lines().findFirst().get().replaceAll("#\\d+", "#")
                + (ev[0].find() ? " " + ev[0].group(1) + " " + ev[0].group(2) : "");
        kinds.merge(k, 1, Integer::sum);
        ex.merge(k, "seed " + s + " " + m, (x, y) -> x.length() <= y.length() ? x : y);
      }
    }
    kinds.forEach((k, c) -> System.out.println(c + "  " + k));
    int i = 0;
    for (var e : ex.entrySet())
      if (i++ < show) System.out.println("\n=== " + e.getKey() + "\n" + e.getValue());
  }
}
