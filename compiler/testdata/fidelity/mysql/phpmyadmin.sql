-- phpMyAdmin SQL Dump
-- version 5.2.1
-- https://www.phpmyadmin.net/
--
-- Host: localhost
-- Generation Time: Jan 01, 2024 at 10:00 AM

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";


/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;

--
-- Database: `shop`
--
CREATE DATABASE IF NOT EXISTS `shop` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
USE `shop`;

DELIMITER $$
--
-- Procedures
--
DROP PROCEDURE IF EXISTS `tidy`$$
CREATE DEFINER=`root`@`localhost` PROCEDURE `tidy` (IN `days` INT)   BEGIN
  DELETE FROM `orders` WHERE `placed` < NOW() - INTERVAL days DAY;
END$$

DROP FUNCTION IF EXISTS `vat`$$
CREATE DEFINER=`root`@`localhost` FUNCTION `vat` (`net` DECIMAL(10,2)) RETURNS DECIMAL(10,2) DETERMINISTIC RETURN net * 1.2$$

DELIMITER ;

-- --------------------------------------------------------

--
-- Table structure for table `customers`
--

DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (
  `id` int(10) UNSIGNED NOT NULL,
  `email` varchar(191) NOT NULL,
  `kind` enum('person','company') NOT NULL DEFAULT 'person' COMMENT 'what it is; or who',
  `meta` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`meta`)),
  `created_at` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='who buys';

--
-- Dumping data for table `customers`
--

INSERT INTO `customers` (`id`, `email`, `kind`, `meta`, `created_at`) VALUES
(1, 'a@example.org', 'person', '{\"a\": \"b;c\"}', '2024-01-01 00:00:00');

--
-- Triggers `customers`
--
DROP TRIGGER IF EXISTS `customers_lower`;
DELIMITER $$
CREATE TRIGGER `customers_lower` BEFORE INSERT ON `customers` FOR EACH ROW SET NEW.email = lower(NEW.email)
$$
DELIMITER ;

-- --------------------------------------------------------

--
-- Stand-in structure for view `latest`
-- (See below for the actual view)
--
DROP VIEW IF EXISTS `latest`;
CREATE TABLE `latest` (
`id` int(10) unsigned
,`email` varchar(191)
);

-- --------------------------------------------------------

--
-- Table structure for table `orders`
--

DROP TABLE IF EXISTS `orders`;
CREATE TABLE `orders` (
  `id` bigint(20) NOT NULL,
  `customer_id` int(10) UNSIGNED NOT NULL,
  `placed` datetime(3) DEFAULT NULL,
  `total` decimal(10,2) UNSIGNED NOT NULL DEFAULT 0.00
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC;

-- --------------------------------------------------------

--
-- Structure for view `latest`
--
DROP TABLE IF EXISTS `latest`;

DROP VIEW IF EXISTS `latest`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `latest`  AS SELECT `c`.`id` AS `id`, `c`.`email` AS `email` FROM `customers` AS `c` ORDER BY `c`.`created_at` DESC LIMIT 0, 10 ;

--
-- Indexes for dumped tables
--

--
-- Indexes for table `customers`
--
ALTER TABLE `customers`
  ADD PRIMARY KEY (`id`),
  ADD UNIQUE KEY `email` (`email`),
  ADD KEY `kind_created` (`kind`,`created_at`);
ALTER TABLE `customers` ADD FULLTEXT KEY `words` (`email`);

--
-- Indexes for table `orders`
--
ALTER TABLE `orders`
  ADD PRIMARY KEY (`id`),
  ADD KEY `orders_customer` (`customer_id`);

--
-- AUTO_INCREMENT for dumped tables
--

ALTER TABLE `customers`
  MODIFY `id` int(10) UNSIGNED NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=2;

ALTER TABLE `orders`
  MODIFY `id` bigint(20) NOT NULL AUTO_INCREMENT;

--
-- Constraints for dumped tables
--

ALTER TABLE `orders`
  ADD CONSTRAINT `orders_customer` FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

DELIMITER $$
--
-- Events
--
DROP EVENT IF EXISTS `nightly`$$
CREATE DEFINER=`root`@`localhost` EVENT `nightly` ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' ON COMPLETION NOT PRESERVE ENABLE DO CALL tidy(365)$$

DELIMITER ;
COMMIT;

/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
