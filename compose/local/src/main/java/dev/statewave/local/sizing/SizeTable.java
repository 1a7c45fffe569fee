package dev.statewave.local.sizing;

import dev.statewave.contract.sizing.Capacity;
import dev.statewave.contract.sizing.Estimate;
import dev.statewave.contract.sizing.Estimate.RoleNeed;
import dev.statewave.contract.sizing.SizingAnswer;
import dev.statewave.contract.sizing.WhatIf;
import java.util.Locale;

/** An answer of the calculator as a table for people. */
final class SizeTable {

    private final StringBuilder text = new StringBuilder();

    private SizeTable() {}

    static String of(SizingAnswer answer) {
        var table = new SizeTable();
        table.estimate(answer.estimate());
        if (answer.comparison() != null) {
            table.comparison(answer.comparison());
        }
        if (answer.carries() != null) {
            table.carries(answer.carries());
        }
        return table.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void estimate(Estimate estimate) {
        line("Tier %s; coefficients of %s, %s", estimate.tier(), estimate.run(), estimate.confidence());
        line("");
        line("%-28s %10s %10s %9s %10s", "role", "busy", "cores", "replicas", "memory MB");
        for (RoleNeed role : estimate.roles()) {
            line(
                    "%-28s %10.3f %10.3f %9d %10.0f",
                    role.role(), role.coresUsed(), role.cores(), role.replicas(), role.memoryBytes() / 1e6);
        }
        line(
                "%-28s %10.3f %10.3f %9s %10.0f",
                "together", estimate.coresUsed(), estimate.cores(), "", estimate.memoryBytes() / 1e6);
        line("");
        line("disk                         %10.1f GB", estimate.disk().total() / 1e9);
        line("  tables                     %10.1f GB", estimate.disk().tables() / 1e9);
        line("  indexes                    %10.1f GB", estimate.disk().indexes() / 1e9);
        line("  write-ahead log            %10.1f GB", estimate.disk().writeAheadLog() / 1e9);
        line("  Kafka                      %10.1f GB", estimate.disk().kafka() / 1e9);
        line("  growth                     %10.3f GB a day", estimate.disk().growthPerDay() / 1e9);
        line(
                "connections                  %10d of max_connections %d",
                estimate.connections(), estimate.maxConnections());
        line("partitions                   %10d", estimate.partitions());
        line(
                "network                      %10.1f kB/s in, %.1f kB/s out",
                estimate.networkInBytes() / 1e3, estimate.networkOutBytes() / 1e3);
        if (estimate.modelCalls() > 0) {
            line("model calls at once          %10.1f, by %d workers", estimate.modelCalls(), estimate.workers());
        }
        if (estimate.cost() > 0) {
            line("cost                         %10.2f", estimate.cost());
        }
        line("headroom                     %10.0f %% of the processors", 100 * estimate.headroom());
        line("");
        line("Busiest      %s", estimate.busiest());
        line("First limit  %s", estimate.firstLimit());
        for (String warning : estimate.warnings()) {
            line("!  %s", warning);
        }
    }

    private void comparison(WhatIf comparison) {
        line("");
        line("%-28s %16s %16s %8s", "what if", "before", "after", "times");
        for (WhatIf.Row row : comparison.rows()) {
            line("%-28s %,16.2f %,16.2f %8.2f", row.need(), row.first(), row.second(), row.times());
        }
    }

    private void carries(Capacity capacity) {
        line("");
        line(
                "This machine carries %.3g times that load; %s is used up first.",
                capacity.times(), capacity.firstBottleneck());
        line(
                "  %,d subjects, %,.0f episodes a day, %,.1f contexts and %,.1f searches a second",
                capacity.load().subjects(),
                capacity.load().episodesPerDay(),
                capacity.load().contextsPerSecond(),
                capacity.load().searchesPerSecond());
        for (Capacity.Limit limit : capacity.limits()) {
            line("  %-12s would carry %.3g times", limit.resource(), limit.times());
        }
        for (String warning : capacity.needs().warnings()) {
            line("!  %s", warning);
        }
    }
}
