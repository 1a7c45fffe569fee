package dev.statewave.platform.postgres;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions of workers, each of which may see and write the rows of its scope. Statements outside of them see
 * nothing.
 */
public final class ScopedTransactions {

    private final TransactionTemplate transactions;
    private final JdbcClient database;

    public ScopedTransactions(DataSource dataSource) {
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.database = JdbcClient.create(dataSource);
    }

    /**
     * Commits when the work returns and rolls back when it throws. Inside of another one it takes part in that and in
     * its scope.
     */
    public <T> T in(TenantScope scope, Supplier<T> work) {
        return transactions.execute(status -> {
            if (status.isNewTransaction()) {
                database.sql("SELECT set_config('role', ?, true), set_config('statewave.scope', ?, true)")
                        .param(TenantScope.ROLE)
                        .param(scope.setting())
                        .query((row, i) -> true)
                        .single();
            }
            return work.get();
        });
    }

    /** As {@link #in}, for work that answers nothing. */
    public void run(TenantScope scope, Runnable work) {
        in(scope, () -> {
            work.run();
            return null;
        });
    }
}
