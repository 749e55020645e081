<!doctype html>
<?php while (have_posts()) : the_post(); ?>
<h1><?php the_title(); ?></h1>
<ol><?php wp_list_comments([], get_comments(['post_id' => get_the_ID(), 'status' => 'approve'])); ?></ol>
<?php endwhile; ?>
