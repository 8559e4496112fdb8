/*M!999999\- enable the sandbox mode */ 

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;
DROP TABLE IF EXISTS `checked`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `checked` (
  `a` int(11) DEFAULT NULL CHECK (`a` > 0),
  `b` int(11) NOT NULL DEFAULT 1 COMMENT 'small' CHECK (`b` < 10),
  `c` varchar(10) DEFAULT NULL CHECK (`c` <> '' and `a` > 1),
  `d` int(11) DEFAULT NULL,
  `e` int(11) DEFAULT NULL,
  `f` varchar(5) DEFAULT NULL CHECK (`f` regexp '^[a-z]+$' and `f`  not like '%\\_%'),
  `g` date DEFAULT NULL,
  CONSTRAINT `CONSTRAINT_1` CHECK (`d` > `e`),
  CONSTRAINT `named` CHECK (`d` + `e` < 100),
  CONSTRAINT `with blank` CHECK (`e` in (1,2,3)),
  CONSTRAINT `CONSTRAINT_2` CHECK (`a` <> `b`),
  CONSTRAINT `CONSTRAINT_3` CHECK (`g` > '2000-01-01'),
  CONSTRAINT `late` CHECK (`a` < 1000),
  CONSTRAINT `CONSTRAINT_4` CHECK (`b` <> 5)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `children`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `children` (
  `id` int(11) NOT NULL,
  `p1` int(11) DEFAULT NULL,
  `p2` int(11) NOT NULL,
  `p3` int(11) DEFAULT NULL,
  `p4` int(11) DEFAULT NULL,
  `p5` int(11) DEFAULT NULL,
  `p6` int(11) DEFAULT NULL,
  `c` char(3) DEFAULT NULL,
  `r` int(11) DEFAULT NULL,
  `self` int(11) DEFAULT NULL,
  `q` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `fk_restrict` (`p2`),
  KEY `fk_null` (`p3`),
  KEY `fk_none` (`p4`),
  KEY `fk_unsaid` (`p5`),
  KEY `p6` (`p6`),
  KEY `own_index` (`c`,`r`),
  KEY `self` (`self`),
  KEY `to_plain_index` (`r`),
  KEY `two` (`p1`,`p2`),
  KEY `late_index` (`q`),
  CONSTRAINT `children_ibfk_1` FOREIGN KEY (`p6`) REFERENCES `parents` (`id`) ON DELETE CASCADE,
  CONSTRAINT `children_ibfk_2` FOREIGN KEY (`self`) REFERENCES `children` (`id`),
  CONSTRAINT `children_ibfk_3` FOREIGN KEY (`q`) REFERENCES `parents` (`id`) ON DELETE SET NULL,
  CONSTRAINT `fk weird` FOREIGN KEY (`p1`) REFERENCES `parents` (`id`),
  CONSTRAINT `fk_cascade` FOREIGN KEY (`p1`) REFERENCES `parents` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_none` FOREIGN KEY (`p4`) REFERENCES `parents` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_null` FOREIGN KEY (`p3`) REFERENCES `parents` (`id`) ON DELETE SET NULL ON UPDATE SET NULL,
  CONSTRAINT `fk_restrict` FOREIGN KEY (`p2`) REFERENCES `parents` (`id`),
  CONSTRAINT `fk_unsaid` FOREIGN KEY (`p5`) REFERENCES `parents` (`id`),
  CONSTRAINT `late_index` FOREIGN KEY (`q`) REFERENCES `parents` (`id`),
  CONSTRAINT `own_index` FOREIGN KEY (`c`, `r`) REFERENCES `parents` (`code`, `region`) ON UPDATE CASCADE,
  CONSTRAINT `to_plain_index` FOREIGN KEY (`r`) REFERENCES `parents` (`region`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `computed`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `computed` (
  `price` decimal(10,2) NOT NULL,
  `quantity` int(11) NOT NULL,
  `name` varchar(50) DEFAULT NULL,
  `doc` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`doc`)),
  `total` decimal(12,2) GENERATED ALWAYS AS (`price` * `quantity`) VIRTUAL,
  `stored` decimal(12,2) GENERATED ALWAYS AS (`price` * `quantity`) STORED COMMENT 'kept',
  `persistent` int(11) GENERATED ALWAYS AS (`quantity` + 1) STORED,
  `lowered` varchar(50) GENERATED ALWAYS AS (lcase(`name`)) STORED,
  `short` varchar(5) GENERATED ALWAYS AS (left(`name`,5)) VIRTUAL,
  `of_doc` varchar(20) GENERATED ALWAYS AS (json_unquote(json_extract(`doc`,'$.a'))) STORED,
  `hidden` int(11) GENERATED ALWAYS AS (1 + 1) VIRTUAL INVISIBLE,
  `cs` varchar(9) CHARACTER SET latin1 COLLATE latin1_bin GENERATED ALWAYS AS (concat(`name`,'x')) VIRTUAL,
  UNIQUE KEY `of_doc` (`of_doc`),
  KEY `by_total` (`total`),
  KEY `by_lowered` (`lowered`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `counter_late`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `counter_late` (
  `a` int(11) NOT NULL,
  `n` int(11) NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`a`,`n`),
  KEY `n` (`n`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `cyclic_a`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `cyclic_a` (
  `id` int(11) NOT NULL,
  `b` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `b` (`b`),
  CONSTRAINT `cyclic_a_ibfk_1` FOREIGN KEY (`b`) REFERENCES `cyclic_b` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `cyclic_b`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `cyclic_b` (
  `id` int(11) NOT NULL,
  `a` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `a` (`a`),
  CONSTRAINT `cyclic_b_ibfk_1` FOREIGN KEY (`a`) REFERENCES `cyclic_a` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `desc_key`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `desc_key` (
  `a` int(11) NOT NULL,
  `b` int(11) NOT NULL,
  PRIMARY KEY (`a` DESC,`b`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `hidden`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `hidden` (
  `a` int(11) DEFAULT NULL,
  `b` int(11) INVISIBLE DEFAULT NULL,
  `c` int(11) NOT NULL INVISIBLE DEFAULT 4 COMMENT 'c',
  `d` text /*M!100301 COMPRESSED*/ DEFAULT NULL,
  `e` varchar(1000) /*M!100301 COMPRESSED*/ DEFAULT 'x',
  KEY `b` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `ignored_reference`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `ignored_reference` (
  `p` int(11) DEFAULT NULL,
  `q` int(11) DEFAULT NULL,
  KEY `p` (`p`),
  KEY `q` (`q`),
  CONSTRAINT `ignored_reference_ibfk_1` FOREIGN KEY (`p`) REFERENCES `parents` (`id`),
  CONSTRAINT `ignored_reference_ibfk_2` FOREIGN KEY (`q`) REFERENCES `parents` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `in_memory`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `in_memory` (
  `id` int(11) NOT NULL,
  `v` int(11) DEFAULT NULL,
  `w` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`) USING HASH,
  UNIQUE KEY `u` (`v`,`w`) USING HASH,
  KEY `h` (`v`) USING HASH,
  KEY `b` (`w`) USING BTREE
) ENGINE=MEMORY DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `indexed`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `indexed` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `a` varchar(200) DEFAULT NULL,
  `b` text NOT NULL,
  `c` int(11) DEFAULT NULL,
  `d` int(11) DEFAULT NULL,
  `e` point NOT NULL,
  `f` varbinary(300) DEFAULT NULL,
  `g` int(11) INVISIBLE DEFAULT 1,
  `h` varchar(20) DEFAULT NULL COMMENT 'c; with ''quote''',
  PRIMARY KEY (`id`) USING BTREE COMMENT 'the key',
  UNIQUE KEY `u1` (`a`),
  UNIQUE KEY `u3` (`c` DESC,`d`) USING BTREE,
  UNIQUE KEY `d` (`d`),
  UNIQUE KEY `u4` (`h`,`d`),
  UNIQUE KEY `other` (`h`,`c`),
  UNIQUE KEY `late_unique` (`c`,`h`) COMMENT 'late',
  UNIQUE KEY `u2` (`a`(10),`c`),
  UNIQUE KEY `u5` (`f`(100)) COMMENT 'bytes',
  KEY `k1` (`a`(20)),
  KEY `k2` (`c`,`d` DESC) COMMENT 'it''s',
  KEY `k3` (`b`(50)) KEY_BLOCK_SIZE=4,
  KEY `c` (`c`),
  KEY `c_2` (`c`,`id`),
  KEY `k4` (`d`) USING BTREE,
  KEY `k5` (`h`) IGNORED,
  KEY `k6` (`f`(30),`a`(5) DESC),
  SPATIAL KEY `s1` (`e`) COMMENT 'places',
  KEY `late` (`g`) USING BTREE,
  FULLTEXT KEY `ft1` (`b`),
  FULLTEXT KEY `a` (`a`,`h`),
  FULLTEXT KEY `ft2` (`h`) COMMENT 'words',
  FULLTEXT KEY `late_words` (`b`,`h`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `key_in_column`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `key_in_column` (
  `a` int(11) NOT NULL COMMENT 'x',
  `b` int(11) DEFAULT NULL,
  `c` int(11) NOT NULL COMMENT 'y',
  `d` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`a`),
  UNIQUE KEY `c` (`c`),
  UNIQUE KEY `d` (`d`),
  UNIQUE KEY `b` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `long_unique`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `long_unique` (
  `t` text DEFAULT NULL,
  `b` blob DEFAULT NULL,
  UNIQUE KEY `t` (`t`) USING HASH,
  UNIQUE KEY `bu` (`b`) USING HASH
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `parents`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `parents` (
  `id` int(11) NOT NULL,
  `code` char(3) NOT NULL,
  `region` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `by_code` (`code`,`region`),
  KEY `plain` (`region`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `prefix_key`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `prefix_key` (
  `a` varchar(100) NOT NULL,
  `b` blob NOT NULL,
  PRIMARY KEY (`a`(10),`b`(20))
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `serial_default`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `serial_default` (
  `x` bigint(20) NOT NULL AUTO_INCREMENT,
  `y` int(11) DEFAULT NULL,
  UNIQUE KEY `x` (`x`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `serial_twice`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `serial_twice` (
  `x` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `y` int(11) NOT NULL,
  PRIMARY KEY (`y`),
  UNIQUE KEY `x` (`x`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
DROP TABLE IF EXISTS `shared_key`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shared_key` (
  `id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `is a parent` FOREIGN KEY (`id`) REFERENCES `parents` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

