<?php
// Installs the site and prints what a test needs to know of it.
define('WP_INSTALLING', true);
$database = new mysqli('localhost', getenv('REAL_WORDPRESS_DB_USER'), '', '', 0, getenv('REAL_WORDPRESS_SOCKET'));
$database->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
$database->close();
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Town of Westlock', 'admin', 'admin@westlock.example', true, '', wp_generate_password());
update_option('timezone_string', 'America/Edmonton');
wp_delete_comment(1, true);
update_option('comment_previously_approved', 0);
update_option('comment_moderation', 0);
update_option('comment_max_links', 0);
$told = ['site' => home_url()];
foreach (['editor' => 'moderation-desk', 'subscriber' => 'reader'] as $role => $name) {
    $id = wp_insert_user(['user_login' => $name, 'user_pass' => wp_generate_password(), 'role' => $role]);
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'tests']);
    $told[$role] = ['user' => $name, 'password' => $password];
}
$told['post'] = wp_insert_post([
    'post_title' => 'Pool reopens "Monday"',
    'post_content' => '<!-- wp:paragraph --><p>Lanes &amp; times are on the website.</p><!-- /wp:paragraph -->',
    'post_status' => 'publish',
    'comment_status' => 'open',
]);
echo json_encode($told);
