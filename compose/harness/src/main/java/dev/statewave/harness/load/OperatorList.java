package dev.statewave.harness.load;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A list that operators read in the console, which has to stay quick however many subjects there are.
 *
 * @param title as it stands in the report
 * @param path of the request; {@code %d} is the number of a subject
 */
record OperatorList(String title, String path) {

    /** @param size how many subjects there are */
    static List<OperatorList> of(int size) {
        int far = Math.max(0, size - 50);
        return List.of(
                new OperatorList("`/v1/subjects`", "/v1/subjects?limit=50"),
                new OperatorList("the last page of it", "/v1/subjects?limit=50&offset=" + far),
                new OperatorList("`/admin/subjects`, by the last activity", "/admin/subjects?limit=50"),
                new OperatorList("the last page of it", "/admin/subjects?limit=50&offset=" + far),
                new OperatorList("by their name", "/admin/subjects?limit=50&sort_by=subject_id&sort_order=asc"),
                new OperatorList("by the number of episodes", "/admin/subjects?limit=50&sort_by=episode_count"),
                new OperatorList("by the number of memories", "/admin/subjects?limit=50&sort_by=memory_count"),
                new OperatorList("with a part of their name", "/admin/subjects?limit=50&search=ad:%d"),
                new OperatorList("of a state of health", "/admin/subjects?limit=50&health_state=at_risk"),
                new OperatorList("with open sessions", "/admin/subjects?limit=50&has_open_sessions=true"),
                new OperatorList("without open sessions", "/admin/subjects?limit=50&has_open_sessions=false"),
                new OperatorList("memories of a subject", "/admin/subjects/load:%d/memories?limit=50"),
                new OperatorList("episodes of a subject", "/admin/subjects/load:%d/episodes?limit=50"),
                new OperatorList("`/admin/jobs`", "/admin/jobs?limit=50"),
                new OperatorList("`/admin/webhooks`", "/admin/webhooks?limit=50"),
                new OperatorList("`/admin/receipts`", "/admin/receipts?limit=50"),
                new OperatorList("`/admin/audit`", "/admin/audit?limit=50"),
                new OperatorList(
                        "`/admin/memories/with-suggested-labels`", "/admin/memories/with-suggested-labels?limit=50"),
                new OperatorList("`/admin/dashboard`", "/admin/dashboard"),
                new OperatorList("`/admin/usage`", "/admin/usage"),
                new OperatorList("`/admin/tenants`", "/admin/tenants"),
                new OperatorList("`/admin/ledger`", "/admin/ledger"));
    }

    String request(RandomGenerator random, int size) {
        return path.replace("%d", String.valueOf(random.nextInt(size)));
    }
}
