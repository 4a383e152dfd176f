package io.octostore.samples.fencedwrites;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The balances of accounts.
 */
@Repository
public class Accounts {

	private final JdbcClient jdbc;

	Accounts(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	public void open(long id, long balance) {
		this.jdbc.sql("delete from account where id = ?").param(id).update();
		this.jdbc.sql("insert into account (id, balance) values (?, ?)").params(id, balance).update();
	}

	public long balance(long id) {
		return this.jdbc.sql("select balance from account where id = ?").param(id).query(Long.class).single();
	}

	void setBalance(long id, long balance) {
		this.jdbc.sql("update account set balance = ? where id = ?").params(balance, id).update();
	}

}
