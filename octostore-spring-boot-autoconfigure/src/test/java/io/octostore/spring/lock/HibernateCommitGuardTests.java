package io.octostore.spring.lock;

import java.util.Map;

import javax.sql.DataSource;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import io.octostore.LockLostException;
import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A lost lock and the commit of a session, which writes what was changed first.
 */
@Tag("field-fault-H1")
class HibernateCommitGuardTests {

	private final TransactionBench bench = new TransactionBench(Jpa.class, Jobs.class);

	private final Jobs jobs = this.bench.bean(Jobs.class);

	@AfterEach
	void close() {
		Entry.whileItIsWritten = () -> {
		};
		this.bench.close();
	}

	@Test
	void isRolledBackWhenTheLockIsLostBeforeTheFlush() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.jobs.persist(this.bench::loseAll));
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void isRolledBackWhenTheLockIsLostDuringTheFlush() {
		Entry.whileItIsWritten = this.bench::loseAll;
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.jobs.persist(() -> {
		}));
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void isCommittedWhileTheLockIsHeld() {
		this.jobs.persist(() -> {
		});
		assertThat(this.bench.entries()).isOne();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Jpa {

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setDataSource(dataSource);
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			factory.setManagedTypes(
					org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes.of(Entry.class.getName()));
			factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "none"));
			return factory;
		}

		@Bean
		JpaTransactionManager transactionManager(EntityManagerFactory factory) {
			return new JpaTransactionManager(factory);
		}

	}

	static class Jobs {

		private final EntityManager entityManager;

		Jobs(EntityManagerFactory factory) {
			this.entityManager = SharedEntityManagerCreator.createSharedEntityManager(factory);
		}

		@DistributedLock("persist")
		@Transactional
		void persist(Runnable then) {
			this.entityManager.persist(new Entry("one"));
			then.run();
		}

	}

	@Entity
	@Table(name = "entry")
	static class Entry {

		private static volatile Runnable whileItIsWritten = () -> {
		};

		@Id
		private String name = "";

		Entry() {
		}

		Entry(String name) {
			this.name = name;
		}

		@PostPersist
		void written() {
			whileItIsWritten.run();
		}

	}

}
