<?php
// Everything that differs from site to site comes from the environment of whoever starts it.
define('DB_NAME', 'wordpress');
define('DB_USER', getenv('REAL_WORDPRESS_DB_USER'));
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('REAL_WORDPRESS_SOCKET'));
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', getenv('REAL_WORDPRESS_URL'));
define('WP_SITEURL', getenv('REAL_WORDPRESS_URL'));
// A local site may use application passwords without https.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_DEFAULT_THEME', 'plain');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", "practice $name key");
    define("{$name}_SALT", "practice $name salt");
}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
